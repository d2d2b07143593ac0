package dev.serin.gateway.bench;

import dev.serin.worker.image.ImageDecoder;
import dev.serin.worker.image.Resize.Filter;
import dev.serin.worker.image.TurboJpeg;
import dev.serin.worker.testing.SharedModels;
import dev.serin.worker.testing.SharedModels.Network;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Compares Serin with a bare loop in this process that does the same work (decode, preprocess, run)
 * without HTTP, queue or cache. Loop and server take turns, so that both see the same machine; what
 * counts is the ratio of each pair of turns: images a second, CPU time of an image, and the median
 * time. Run it by {@code mvn -Pbench verify}; it starts and stops the server itself.
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

  /**
   * Decoders of the loop: the server's, and the one that every platform has. A benchmark of a
   * server that decodes otherwise compares with both.
   */
  private static final Map<String, Supplier<ImageDecoder>> DECODERS =
      Map.of(
          "the server's decoder",
          () -> new ImageDecoder(50_000_000, TurboJpeg.load()),
          "openpnp's decoder",
          () -> new ImageDecoder(50_000_000));

  /** One pair of turns. */
  private record Turn(Pace loop, Pace server) {
    double rate() {
      return server.perSecond() / loop.perSecond();
    }

    double cpu() {
      return server.cpuMs() / loop.cpuMs();
    }

    double p50() {
      return server.p50() - loop.p50();
    }
  }

  private final double seconds = Integer.getInteger("bench.seconds", 6);

  private final double warmUpSeconds = Integer.getInteger("bench.warm-up-seconds", 40);

  private final int turns = Integer.getInteger("bench.turns", 5);

  @Test
  void compareServerWithBareLoop(@TempDir Path models) throws Exception {
    for (Network network : SharedModels.NETWORKS) {
      if (NETWORKS.contains(network.name())) {
        SharedModels.write(models, network, "1", Filter.LINEAR);
      }
    }
    WarmUp.addModel(models);
    List<byte[]> photos = Photos.of500x375();
    try (ServerProcess server = ServerProcess.start(models)) {
      System.out.printf(
          Locale.ROOT,
          "ready %.2f s after the start of the process; %d photos, %d turns of %.0f s%n",
          server.readySeconds(),
          photos.size(),
          turns,
          seconds);
      WarmUp.run(server, warmUpSeconds);
      for (String network : NETWORKS) {
        compare(network, models.resolve(network).resolve("1"), server, photos);
      }
    }
  }

  private void compare(String network, Path version, ServerProcess server, List<byte[]> photos)
      throws Exception {
    ServerLoad load = new ServerLoad(server.address(), network);
    load.imagesPerSecond(photos, 8, seconds);
    for (Map.Entry<String, Supplier<ImageDecoder>> decoder : DECODERS.entrySet()) {
      try (BareLoop loop = new BareLoop(version, decoder.getValue())) {
        loop.pace(photos, 2, seconds);
        for (int connections : new int[] {1, 8, 32}) {
          compare(network + ", loop with " + decoder.getKey(), connections, loop, load, server);
        }
      }
    }
  }

  private void compare(
      String what, int connections, BareLoop loop, ServerLoad load, ServerProcess server)
      throws Exception {
    List<byte[]> photos = Photos.of500x375();
    int threads = Math.min(connections, Runtime.getRuntime().availableProcessors());
    List<Turn> all = new ArrayList<>();
    for (int turn = 0; turn < turns; turn++) {
      all.add(
          new Turn(
              loop.pace(photos, threads, seconds),
              load.pace(photos, connections, seconds, server::cpuMillis)));
    }
    System.out.printf(
        Locale.ROOT,
        "%s, %d connections:%n"
            + "  images/s: server %.1f, loop on %d threads %.1f, ratio %s%n"
            + "  CPU ms of an image: server %.2f, loop %.2f, ratio %s%n"
            + "  p50 ms: server %.2f, loop %.2f, server less loop %s%n",
        what,
        connections,
        Turns.median(all, turn -> turn.server().perSecond()),
        threads,
        Turns.median(all, turn -> turn.loop().perSecond()),
        Turns.range(all, Turn::rate),
        Turns.median(all, turn -> turn.server().cpuMs()),
        Turns.median(all, turn -> turn.loop().cpuMs()),
        Turns.range(all, Turn::cpu),
        Turns.median(all, turn -> turn.server().p50()),
        Turns.median(all, turn -> turn.loop().p50()),
        Turns.range(all, Turn::p50));
  }
}
