package dev.serin.gateway.rollout.plan;

import dev.serin.gateway.rollout.decision.RolloutPlan;
import dev.serin.gateway.rollout.evidence.Tally;
import dev.serin.gateway.rollout.evidence.ValueCounts;
import dev.serin.gateway.rollout.plan.Traffic.Rates;

/**
 * What a rollout will count, if the traffic goes on as it is. A guard counts each unit once, so
 * what comes in {@code t} seconds follows from the {@code U} units met in them, of {@code q}
 * requests each: of something that befalls a request with chance {@code p}, {@code U (1 - (1-p)^q)}
 * are counted.
 *
 * <p>The candidate is as fast as stable and errs as often. What nobody knows yet is assumed: on
 * {@link #DISCORDANT} of the images exactly one version is right, best probabilities differ by
 * {@link #DEVIATION}, and best labels on half of the images that the plan allows, or on as many as
 * the loss of accuracy makes unavoidable.
 */
final class Arrivals {
  /** Share of images on which one version alone is right. */
  static final double DISCORDANT = 0.08;

  /** Standard deviation of the difference of two best probabilities. */
  static final double DEVIATION = 0.15;

  /** Latencies are compared with so many of stable's. */
  private static final int COMPARED = Tally.COMPARED_MAX;

  private static final String LABEL = "any";

  private final RolloutPlan plan;
  private final Rates rates;
  private final double disagreement;

  /** Makes a count of the number that is expected. */
  interface Draw {
    long of(double expected);
  }

  /**
   * A part of a step.
   *
   * @param step its index
   * @param begun seconds from the rollout's start to the step's
   * @param from seconds from the step's start
   * @param to likewise
   */
  record Part(int step, double begun, double from, double to) {}

  /**
   * @param allowed share of images with another best label that the plan allows
   */
  Arrivals(RolloutPlan plan, Rates rates, double allowed) {
    this.plan = plan;
    this.rates = rates;
    this.disagreement = allowed / 2;
  }

  /**
   * Adds what comes in a part of a step.
   *
   * @param loss accuracy that the candidate loses, 0 to 1
   */
  void add(Part part, double loss, Draw draw, Tally tally) {
    double share = plan.steps().get(part.step()).weight() / 10_000.0;
    requests(part, share, draw, tally);
    double pairs = pairs(part, share);
    double differing = Math.max(disagreement, loss);
    tally.agreement().add(1, draw.of(pairs * differing));
    tally.agreement().add(0, draw.of(pairs * (1 - differing)));
    int off = (int) Math.round(DEVIATION * Tally.CONFIDENCE_SCALE);
    tally.confidence().add(off, draw.of(pairs / 2));
    tally.confidence().add(-off, draw.of(pairs / 2));
    double labels = labels(part);
    double discordant = Math.max(DISCORDANT, loss);
    ValueCounts counts = new ValueCounts();
    counts.add(-1, draw.of(labels * (discordant + loss) / 2));
    counts.add(1, draw.of(labels * (discordant - loss) / 2));
    counts.add(0, draw.of(labels * (1 - discordant)));
    if (!counts.isEmpty()) {
      tally.labels(LABEL, counts);
    }
  }

  private void requests(Part part, double share, Draw draw, Tally tally) {
    int weight = plan.steps().get(part.step()).weight();
    double requests = rates.requestsPerSecond() * (part.to() - part.from());
    tally.requests(draw.of(requests * share), draw.of(requests * (1 - share)));
    double met = met(part.to()) - met(part.from());
    tally.split().add(weight, draw.of(met * share), draw.of(met * (1 - share)));
    double errors = counted(part, rates.errorRate());
    tally.errors().add(weight, draw.of(errors * share), draw.of(errors * (1 - share)));
    double compared = canaryUnits(part, share) / (COMPARED + 1);
    for (int slower = 0; slower <= COMPARED; slower++) {
      tally.latency().add(slower * (Tally.LATENCY_SCALE / COMPARED), draw.of(compared));
    }
  }

  /** Units that the weight tells apart after so many seconds of it. */
  private double met(double seconds) {
    double cells = Tally.SPLIT_CELLS;
    return cells * -Math.expm1(-units(seconds) / cells);
  }

  /** New units of the candidate, and those that the step took over and that come again. */
  private double canaryUnits(Part part, double share) {
    double start = part.begun();
    double before = part.step() == 0 ? 0 : plan.steps().get(part.step() - 1).weight() / 10_000.0;
    double old = units(start);
    double again = Math.min(old, units(part.to())) - Math.min(old, units(part.from()));
    return share * (units(start + part.to()) - units(start + part.from()))
        + rates.units().returning() * (share - before) * again;
  }

  private double pairs(Part part, double share) {
    return counted(part, plan.shadow() / 10_000.0 * (1 - share));
  }

  private double labels(Part part) {
    double perSecond = rates.labelsPerHour() / 3_600;
    return rates.requestsPerSecond() <= 0
        ? 0
        : counted(part, Math.min(1, perSecond / rates.requestsPerSecond()));
  }

  /** Units that something befalls for the first time, which befalls a request with this chance. */
  private double counted(Part part, double chance) {
    return Math.max(
        0,
        befallen(part.begun() + part.to(), chance) - befallen(part.begun() + part.from(), chance));
  }

  private double befallen(double seconds, double chance) {
    double units = units(seconds);
    if (units <= 0 || chance <= 0) {
      return 0;
    }
    double each = rates.requestsPerSecond() * seconds / units;
    return units * -Math.expm1(each * Math.log1p(-Math.min(chance, 1 - 1e-12)));
  }

  private double units(double seconds) {
    return Math.min(rates.units().within(seconds), rates.requestsPerSecond() * seconds);
  }
}
