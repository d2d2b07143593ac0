package dev.serin.gateway.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** How much load, how long. */
final class LoadOptions {
  private static final Duration DURATION_MAX = Duration.ofDays(1);
  private static final int CONNECTIONS_MAX = 10_000;
  private static final double RATE_MAX = 1_000_000;
  private static final int LOADS_MAX = 32;

  @Option(
      names = "--rate",
      split = ",",
      paramLabel = "N",
      description = "requests a second, whatever the server does; several for a curve")
  private List<Double> rates = List.of();

  @Option(
      names = "--concurrency",
      split = ",",
      paramLabel = "N",
      description = "instead: as many connections that each wait for their answers (closed loop)")
  private List<Integer> concurrencies = List.of();

  @Option(
      names = "--gaps",
      description = "between requests: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
  private Schedule.Gaps gaps = Schedule.Gaps.EXPONENTIAL;

  @Option(names = "--seed", description = "of all that is drawn (default: ${DEFAULT-VALUE})")
  private long seed = 1;

  @Option(
      names = "--duration",
      paramLabel = "TIME",
      description = "of each load, as 30s, 500ms or 5m (default: ${DEFAULT-VALUE})")
  private String duration = "30s";

  @Option(
      names = "--warm-up",
      paramLabel = "TIME",
      description = "before each load, not counted (default: ${DEFAULT-VALUE})")
  private String warmUp = "5s";

  @Option(
      names = "--turn",
      paramLabel = "TIME",
      description =
          "how long each server works at a time in a comparison (default: ${DEFAULT-VALUE})")
  private String turn = "5s";

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      description = "of a request, from when it was due (default: ${DEFAULT-VALUE})")
  private String timeout = "10s";

  @Option(
      names = "--connections",
      description = "that --rate may open at most (default: ${DEFAULT-VALUE})")
  private int connections = 256;

  long seed() {
    return seed;
  }

  /**
   * @throws IllegalArgumentException where something cannot be; for people
   */
  Plan plan() {
    check(rates.isEmpty() || concurrencies.isEmpty(), "Give --rate or --concurrency, not both.");
    check(
        connections > 0 && connections <= CONNECTIONS_MAX,
        "--connections must be from 1 to " + CONNECTIONS_MAX + ".");
    List<Plan.Load> loads = new ArrayList<>();
    for (double rate : rates) {
      check(rate > 0 && rate <= RATE_MAX, "--rate must be above 0, and at most 1000000.");
      loads.add(new Plan.Load(rate, 0));
    }
    for (int concurrency : concurrencies) {
      check(
          concurrency > 0 && concurrency <= CONNECTIONS_MAX,
          "--concurrency must be from 1 to " + CONNECTIONS_MAX + ".");
      loads.add(new Plan.Load(0, concurrency));
    }
    check(!loads.isEmpty(), "Say how much: --rate 20, or --concurrency 8.");
    check(loads.size() <= LOADS_MAX, "At most " + LOADS_MAX + " loads in one run.");
    return new Plan(
        loads,
        time("--duration", duration, 1),
        time("--warm-up", warmUp, 0),
        time("--turn", turn, 1),
        time("--timeout", timeout, 1),
        connections,
        gaps,
        seed);
  }

  private static Duration time(String option, String text, long leastMs) {
    check(text.matches("\\d{1,9}(ms|s|m)"), option + " must be a time as 30s, 500ms or 5m.");
    String unit = text.replaceAll("\\d", "");
    long count = Long.parseLong(text.replaceAll("\\D", ""));
    Duration time =
        switch (unit) {
          case "ms" -> Duration.ofMillis(count);
          case "s" -> Duration.ofSeconds(count);
          default -> Duration.ofMinutes(count);
        };
    check(
        time.toMillis() >= leastMs && time.compareTo(DURATION_MAX) <= 0,
        option + " must be from " + leastMs + "ms to a day.");
    return time;
  }

  private static void check(boolean good, String otherwise) {
    if (!good) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
