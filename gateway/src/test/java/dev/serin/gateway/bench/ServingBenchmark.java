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
import java.util.function.DoubleBinaryOperator;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Compares Serin with a bare loop in this process that does the same work (decode, preprocess, run)
 * without HTTP, queue or cache, and with a bare Vert.x server around the same loop, which is the
 * least that any gateway on Vert.x can take. The three take turns, so that all see the same
 * machine; what counts is the ratio of turns: images a second, CPU time of an image, and the median
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

  /** Turns that are compared. */
  private record Turn(Pace loop, Pace bare, Pace server) {}

  private final double seconds = Integer.getInteger("bench.seconds", 6);

  private final double warmUpSeconds = Integer.getInteger("bench.warm-up-seconds", 120);

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
      try (BareLoop loop = new BareLoop(version, decoder.getValue());
          BareServer bare = new BareServer(loop)) {
        loop.pace(photos, 2, seconds);
        new ServerLoad(bare.address(), network).imagesPerSecond(photos, 8, seconds);
        for (int connections : new int[] {1, 8, 32}) {
          compare(
              network + ", loop with " + decoder.getKey(), connections, loop, bare, load, server);
        }
      }
    }
  }

  private void compare(
      String what,
      int connections,
      BareLoop loop,
      BareServer bare,
      ServerLoad load,
      ServerProcess server)
      throws Exception {
    List<byte[]> photos = Photos.of500x375();
    int threads = Math.min(connections, Runtime.getRuntime().availableProcessors());
    ServerLoad bareLoad = new ServerLoad(bare.address(), "any");
    List<Turn> all = new ArrayList<>();
    for (int turn = 0; turn < turns; turn++) {
      all.add(
          new Turn(
              loop.pace(photos, threads, seconds),
              bareLoad.pace(photos, connections, seconds, bare::cpuMillis),
              load.pace(photos, connections, seconds, server::cpuMillis)));
    }
    System.out.printf(
        Locale.ROOT,
        "%s, %d connections, loop on %d threads, median (least to most) of %d turns:%n",
        what,
        connections,
        threads,
        turns);
    print("images/s", all, Pace::perSecond, (one, other) -> one / other);
    print("CPU ms of an image", all, Pace::cpuMs, (one, other) -> one / other);
    print("p50 ms", all, Pace::p50, (one, other) -> one - other);
  }

  private static void print(
      String what, List<Turn> all, ToDoubleFunction<Pace> of, DoubleBinaryOperator compared) {
    System.out.printf(
        Locale.ROOT,
        "  %s: loop %.2f, bare server %.2f, server %.2f%n"
            + "    server against loop %s, bare server against loop %s,"
            + " server against bare server %s%n",
        what,
        Turns.median(all, turn -> of.applyAsDouble(turn.loop())),
        Turns.median(all, turn -> of.applyAsDouble(turn.bare())),
        Turns.median(all, turn -> of.applyAsDouble(turn.server())),
        compared(all, of, compared, Turn::server, Turn::loop),
        compared(all, of, compared, Turn::bare, Turn::loop),
        compared(all, of, compared, Turn::server, Turn::bare));
  }

  private static String compared(
      List<Turn> all,
      ToDoubleFunction<Pace> of,
      DoubleBinaryOperator compared,
      Function<Turn, Pace> one,
      Function<Turn, Pace> other) {
    return Turns.range(
        all,
        turn ->
            compared.applyAsDouble(
                of.applyAsDouble(one.apply(turn)), of.applyAsDouble(other.apply(turn))));
  }
}
