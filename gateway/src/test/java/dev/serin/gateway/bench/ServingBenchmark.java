package dev.serin.gateway.bench;

import dev.serin.worker.image.Resize.Filter;
import dev.serin.worker.testing.SharedModels;
import dev.serin.worker.testing.SharedModels.Network;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Compares Serin with a bare loop in this process that does the same work (decode, preprocess, run)
 * without HTTP, queue or cache. Loop and server take turns, so that both see the same machine; what
 * counts is the ratio of each pair of turns. Run it by {@code mvn -Pbench verify}; it starts and
 * stops the server itself.
 *
 * <p>The images are the 500 x 375 photos of the shared data. Each request is a new image to the
 * server: a few bytes are added behind the end of the file, where decoders do not look. The load
 * generator is closed: each connection waits for its answer before it sends the next image. It
 * shares the cores with the server.
 *
 * <p>The system properties bench.seconds, bench.warm-up-seconds and bench.turns say how long and
 * how many.
 */
final class ServingBenchmark {
  private static final List<String> NETWORKS =
      List.of("squeezenet1.1-fp32", "mobilenetv2-nchw-1000-fp32");

  /** Images per second of one pair of turns. */
  private record Turn(double loop, double server) {
    double ratio() {
      return server / loop;
    }
  }

  private final double seconds = Integer.getInteger("bench.seconds", 6);

  /** The JVM of the server compiles for half a minute, on the cores that are measured. */
  private final double warmUpSeconds = Integer.getInteger("bench.warm-up-seconds", 40);

  private final int turns = Integer.getInteger("bench.turns", 5);

  @Test
  void compareServerWithBareLoop(@TempDir Path models) throws Exception {
    for (Network network : SharedModels.NETWORKS) {
      if (NETWORKS.contains(network.name())) {
        SharedModels.write(models, network, "1", Filter.LINEAR);
      }
    }
    List<byte[]> photos = Photos.of500x375();
    try (ServerProcess server = ServerProcess.start(models)) {
      System.out.printf(
          Locale.ROOT,
          "ready %.2f s after the start of the process; %d photos, %d turns of %.0f s%n",
          server.readySeconds(),
          photos.size(),
          turns,
          seconds);
      for (String network : NETWORKS) {
        compare(network, models.resolve(network).resolve("1"), server, photos);
      }
    }
  }

  private void compare(String network, Path version, ServerProcess server, List<byte[]> photos)
      throws Exception {
    ServerLoad load = new ServerLoad(server.address(), network);
    try (BareLoop loop = new BareLoop(version)) {
      loop.imagesPerSecond(photos, 2, seconds);
      load.imagesPerSecond(photos, 8, warmUpSeconds);
      for (int connections : new int[] {1, 8}) {
        int threads = Math.min(connections, Runtime.getRuntime().availableProcessors());
        List<Turn> results = new ArrayList<>();
        for (int turn = 0; turn < turns; turn++) {
          results.add(
              new Turn(
                  loop.imagesPerSecond(photos, threads, seconds),
                  load.imagesPerSecond(photos, connections, seconds)));
        }
        print(network, connections, threads, results);
      }
    }
  }

  private static void print(String network, int connections, int threads, List<Turn> turns) {
    double[] ratios = sorted(turns, Turn::ratio);
    System.out.printf(
        Locale.ROOT,
        "%s, %d connections: server %.1f images/s, loop on %d threads %.1f images/s,"
            + " ratio %.3f (%.3f to %.3f)%n",
        network,
        connections,
        median(sorted(turns, Turn::server)),
        threads,
        median(sorted(turns, Turn::loop)),
        median(ratios),
        ratios[0],
        ratios[ratios.length - 1]);
  }

  private static double[] sorted(List<Turn> turns, ToDoubleFunction<Turn> figure) {
    double[] values = turns.stream().mapToDouble(figure).toArray();
    Arrays.sort(values);
    return values;
  }

  private static double median(double[] sorted) {
    return sorted[sorted.length / 2];
  }
}
