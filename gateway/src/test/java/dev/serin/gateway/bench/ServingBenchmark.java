package dev.serin.gateway.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Compares a running Serin with a bare loop in this process that does the same work (decode,
 * preprocess, run) without HTTP, queue or cache. Loop and server take turns, so that both see the
 * same machine; what counts is the ratio of each turn.
 *
 * <p>Every request is a new image to the server: a few bytes are added behind the end of a JPEG
 * file, where decoders do not look. The load generator is closed: each connection waits for its
 * answer before it sends the next image.
 *
 * <p>Arguments: the server's address, the version folder that it serves, model name, a folder with
 * JPEG files, seconds of a turn, turns.
 */
public final class ServingBenchmark {
  private record Turn(double loop, double server) {
    double ratio() {
      return server / loop;
    }
  }

  private ServingBenchmark() {}

  public static void main(String[] args) throws Exception {
    String address = args[0];
    Path version = Path.of(args[1]);
    String model = args[2];
    List<byte[]> photos = photos(Path.of(args[3]));
    double seconds = Double.parseDouble(args[4]);
    int turns = Integer.parseInt(args[5]);
    System.out.printf("%d photos, %d turns of %.0f s%n", photos.size(), turns, seconds);
    try (BareLoop loop = new BareLoop(version)) {
      ServerLoad load = new ServerLoad(address, model);
      loop.imagesPerSecond(photos, 2, seconds);
      load.imagesPerSecond(photos, 8, seconds);
      for (int connections : new int[] {1, 8}) {
        int threads = Math.min(connections, Runtime.getRuntime().availableProcessors());
        List<Turn> results = new ArrayList<>();
        for (int turn = 0; turn < turns; turn++) {
          results.add(
              new Turn(
                  loop.imagesPerSecond(photos, threads, seconds),
                  load.imagesPerSecond(photos, connections, seconds)));
        }
        print(connections, threads, results);
      }
    }
  }

  private static void print(int connections, int threads, List<Turn> turns) {
    double[] ratios = turns.stream().mapToDouble(Turn::ratio).sorted().toArray();
    System.out.printf(
        "%d connections: server %.1f images/s, loop on %d threads %.1f, ratio median %.3f"
            + " (%.3f to %.3f)%n",
        connections,
        median(turns.stream().mapToDouble(Turn::server).toArray()),
        threads,
        median(turns.stream().mapToDouble(Turn::loop).toArray()),
        median(ratios),
        ratios[0],
        ratios[ratios.length - 1]);
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private static List<byte[]> photos(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      List<byte[]> photos = new ArrayList<>();
      for (Path file :
          files.sorted().filter(f -> f.toString().matches("(?i).*\\.jpe?g")).toList()) {
        photos.add(Files.readAllBytes(file));
      }
      return photos;
    }
  }
}
