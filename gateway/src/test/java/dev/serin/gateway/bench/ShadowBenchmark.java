package dev.serin.gateway.bench;

import com.sun.management.OperatingSystemMXBean;
import dev.serin.gateway.ShadowedGateway;
import dev.serin.worker.image.Resize.Filter;
import dev.serin.worker.testing.SharedModels;
import dev.serin.worker.testing.SharedModels.Network;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What it costs callers that a candidate runs on each of their images, too: the median answer at
 * half of the load that the machine bears, and the throughput at all of it. Turns with and without
 * shadows alternate, and those of a pair get the same images at the same moments; what counts is
 * the ratio of each pair. Run it by {@code mvn -Pbench verify -Dit.test=ShadowBenchmark}.
 *
 * <p>Stable and candidate are the same network. The load generator shares the cores with the
 * server. The system properties bench.seconds, bench.warm-up-seconds and bench.turns say how long
 * and how many.
 */
final class ShadowBenchmark {
  private static final String NETWORK = "squeezenet1.1-fp32";
  private static final int CONNECTIONS = 8;

  private final double seconds = Integer.getInteger("bench.seconds", 10);
  private final double warmUpSeconds = Integer.getInteger("bench.warm-up-seconds", 40);
  private final int turns = Integer.getInteger("bench.turns", 7);

  /** Begins and ends the shadowing of all that stable answers. */
  interface Switch {
    void begin();

    /** Returns when no shadow work is left. */
    void end();

    /** Images that both versions answered, ever. */
    long compared();
  }

  /** The same figure of two turns; {@code runs} are the shadow runs of the second. */
  private record Pair(double without, double with, long runs, int images) {
    double ratio() {
      return with / without;
    }
  }

  @FunctionalInterface
  private interface Measure {
    double take(int turn) throws Exception;
  }

  @Test
  void compareWithAndWithoutShadow(@TempDir Path root) throws Exception {
    Path models = Files.createDirectory(root.resolve("models"));
    for (Network network : SharedModels.NETWORKS) {
      if (network.name().equals(NETWORK)) {
        SharedModels.write(models, network, "1", Filter.LINEAR);
        SharedModels.write(models, network, "2", Filter.LINEAR);
      }
    }
    Files.writeString(models.resolve(NETWORK).resolve("model.yaml"), "stable: \"1\"\n");
    try (ShadowedGateway server = new ShadowedGateway(models, root.resolve("data"), NETWORK)) {
      measure(new ServerLoad(server.address(), NETWORK), inProcess(server));
    }
  }

  private static Switch inProcess(ShadowedGateway server) {
    return new Switch() {
      @Override
      public void begin() {
        server.begin();
      }

      @Override
      public void end() {
        server.end();
      }

      @Override
      public long compared() {
        return server.compared();
      }
    };
  }

  private void measure(ServerLoad load, Switch shadow) throws Exception {
    List<byte[]> photos = Photos.of500x375();
    shadow.begin();
    load.imagesPerSecond(photos, CONNECTIONS, warmUpSeconds / 2);
    load.imagesPerSecond(photos, 1, warmUpSeconds / 2);
    shadow.end();
    double most = load.imagesPerSecond(photos, CONNECTIONS, seconds);
    System.out.printf(Locale.ROOT, "at most %.1f images/s%n", most);
    int half = (int) Math.ceil(most / 2 * seconds);
    print(
        "half load, p50 in ms",
        pairs(shadow, half, turn -> median(load.millisAtRate(photos, most / 2, seconds, turn))));
    int full = (int) (most * seconds);
    print(
        "saturation, images/s",
        pairs(shadow, full, turn -> load.imagesPerSecond(photos, CONNECTIONS, seconds)));
    print("saturation, images/s of CPU time", pairs(shadow, full, turn -> perCpu(load, photos)));
  }

  /** Images a second of CPU time: what other programs take of the machine does not count. */
  private double perCpu(ServerLoad load, List<byte[]> photos) throws Exception {
    long before = cpuNanos();
    double images = load.imagesPerSecond(photos, CONNECTIONS, seconds) * seconds;
    return images / ((cpuNanos() - before) / 1e9);
  }

  private static long cpuNanos() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
  }

  private List<Pair> pairs(Switch shadow, int images, Measure measure) throws Exception {
    List<Pair> pairs = new ArrayList<>();
    for (int turn = 0; turn < turns; turn++) {
      // Which of the two comes first changes, so that a drift of the machine favours neither.
      double before = turn % 2 == 0 ? measure.take(turn) : 0;
      shadow.begin();
      long runs = shadow.compared();
      double with = measure.take(turn);
      runs = shadow.compared() - runs;
      shadow.end();
      pairs.add(new Pair(turn % 2 == 0 ? before : measure.take(turn), with, runs, images));
    }
    return pairs;
  }

  private static void print(String what, List<Pair> pairs) {
    double[] ratios = sorted(pairs, Pair::ratio);
    System.out.printf(
        Locale.ROOT,
        "%s: without %.2f, with %.2f, ratio %.3f (%.3f to %.3f); shadow runs of a turn %.0f of"
            + " about %d images%n",
        what,
        median(sorted(pairs, Pair::without)),
        median(sorted(pairs, Pair::with)),
        median(ratios),
        ratios[0],
        ratios[ratios.length - 1],
        median(sorted(pairs, Pair::runs)),
        pairs.get(0).images());
  }

  private static double[] sorted(List<Pair> pairs, ToDoubleFunction<Pair> figure) {
    double[] values = pairs.stream().mapToDouble(figure).toArray();
    Arrays.sort(values);
    return values;
  }

  private static double median(double[] sorted) {
    return sorted[sorted.length / 2];
  }
}
