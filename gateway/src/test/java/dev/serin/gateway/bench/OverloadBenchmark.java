package dev.serin.gateway.bench;

import dev.serin.gateway.bench.OpenLoad.Answer;
import dev.serin.worker.image.Resize.Filter;
import dev.serin.worker.testing.SharedModels;
import dev.serin.worker.testing.SharedModels.Network;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What becomes of a server that is asked for more than it can do. First the most that it answers in
 * time, found by load at rising rates and by a closed loop; then twice and ten times as much for a
 * while; then half of it, to see how soon all is well again. Run it by {@code mvn -Pbench verify
 * -Dit.test=OverloadBenchmark}; it starts and stops the server itself.
 *
 * <p>Each request is a new 500 x 375 photo with a deadline. An answer is good where it is a 200 and
 * came within the deadline, counted from the moment at which the request was due. The load
 * generator is open: requests come at the moments of a Poisson process whatever the server does. It
 * is one thread that shares the cores with the server, so what ten times the load costs it is in
 * the ratio.
 *
 * <p>The system properties bench.overload-seconds, bench.warm-up-seconds, bench.deadline-ms and
 * bench.network say how long and what.
 */
final class OverloadBenchmark {
  private final double seconds = Integer.getInteger("bench.overload-seconds", 60);
  private final double warmUpSeconds = Integer.getInteger("bench.warm-up-seconds", 40);
  private final int deadlineMs = Integer.getInteger("bench.deadline-ms", 500);
  private final String network = System.getProperty("bench.network", "squeezenet1.1-fp32");

  @Test
  void overload_twiceAndTenTimes_goodputHolds(@TempDir Path models) throws Exception {
    for (Network each : SharedModels.NETWORKS) {
      if (each.name().equals(network)) {
        SharedModels.write(models, each, "1", Filter.LINEAR);
      }
    }
    WarmUp.addModel(models);
    List<byte[]> photos = Photos.of500x375();
    try (ServerProcess server = ServerProcess.start(models)) {
      OpenLoad load = new OpenLoad(server.address(), network, deadlineMs, photos);
      ServerLoad closed = new ServerLoad(server.address(), network);
      WarmUp.run(server, warmUpSeconds);
      closed.imagesPerSecond(photos, 8, 10);
      double peak = closed.imagesPerSecond(photos, 8, Math.min(20, seconds));
      System.out.printf(
          Locale.ROOT,
          "%s, deadline %d ms, peak (closed loop, 8 connections) %.1f/s%n",
          network,
          deadlineMs,
          peak);
      for (double factor : new double[] {0.8, 2, 10}) {
        double span = factor < 1 ? seconds / 4 : seconds;
        double ours = Pace.cpuMillisOfThis();
        double theirs = server.cpuMillis();
        report(factor, load.run(factor * peak, span, 1), peak);
        System.out.printf(
            Locale.ROOT,
            "  cores: the server %.2f, the generator %.2f%n",
            (server.cpuMillis() - theirs) / span / 1e3,
            (Pace.cpuMillisOfThis() - ours) / span / 1e3);
      }
      System.out.printf(
          Locale.ROOT,
          "half load right after it: all is well %.1f s after the overload%n",
          recovery(load.run(peak / 2, 15, 2)));
      double after = closed.imagesPerSecond(photos, 8, Math.min(20, seconds));
      System.out.printf(Locale.ROOT, "peak again: %.1f/s%n", after);
    }
  }

  private void report(double factor, List<Answer> answers, double peak) {
    double span = answers.stream().mapToDouble(Answer::dueSeconds).max().orElse(1);
    double[] good = millis(answers, this::isGood);
    double[] accepted = millis(answers, answer -> answer.status() == 200);
    double[] refused = millis(answers, OverloadBenchmark::isRefusal);
    double[] late = millis(answers, answer -> answer.status() == 504);
    System.out.printf(
        Locale.ROOT,
        "%.1f x peak: %d requests, goodput %.1f/s (ratio to peak %.3f); accepted p50 %.0f, p99 %.0f ms;"
            + " %d refused, p50 %.1f, p99 %.1f ms; %d too late, %d other%n",
        factor,
        answers.size(),
        good.length / span,
        good.length / span / peak,
        quantile(accepted, 0.5),
        quantile(accepted, 0.99),
        refused.length,
        quantile(refused, 0.5),
        quantile(refused, 0.99),
        late.length,
        answers.size() - accepted.length - refused.length - late.length);
  }

  /** Seconds until the last answer that was not good. */
  private double recovery(List<Answer> answers) {
    return answers.stream()
        .filter(answer -> !isGood(answer))
        .mapToDouble(answer -> answer.dueSeconds() + answer.millis() / 1e3)
        .max()
        .orElse(0);
  }

  private boolean isGood(Answer answer) {
    return answer.status() == 200 && answer.millis() <= deadlineMs;
  }

  private static boolean isRefusal(Answer answer) {
    return answer.status() == 503 || answer.status() == 429;
  }

  private static double[] millis(List<Answer> answers, Predicate<Answer> which) {
    return answers.stream().filter(which).mapToDouble(Answer::millis).sorted().toArray();
  }

  private static double quantile(double[] sorted, double share) {
    return sorted.length == 0
        ? 0
        : sorted[Math.min(sorted.length - 1, (int) (share * sorted.length))];
  }
}
