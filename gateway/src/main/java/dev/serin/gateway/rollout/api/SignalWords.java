package dev.serin.gateway.rollout.api;

import dev.serin.gateway.rollout.evidence.ArmCounts;
import dev.serin.gateway.rollout.evidence.Evidence;
import dev.serin.gateway.rollout.evidence.Guard;
import dev.serin.gateway.rollout.evidence.Signal;
import dev.serin.gateway.rollout.evidence.Tally;
import dev.serin.gateway.rollout.evidence.ValueCounts;
import dev.serin.gateway.rollout.plan.Words;

/** What each signal has seen, in words. */
final class SignalWords {
  private SignalWords() {}

  static String title(Signal signal) {
    String name = signal.toString();
    return Character.toUpperCase(name.charAt(0)) + name.substring(1);
  }

  /** What is assumed when one asks how rare the counts are. */
  static String harmless(Signal signal, Guard guard) {
    String bound = Words.measure(signal, guard.harm());
    return switch (signal) {
      case SPLIT -> "If the split were what it should be";
      case ERRORS -> "If the candidate erred no more often than " + bound + " as often as stable";
      case LATENCY ->
          guard.harm() == 0
              ? "If the candidate were no slower"
              : "If the candidate were the slower one in no more than 50% + " + bound;
      case AGREEMENT -> "If the versions disagreed on no more than " + bound + " of the images";
      case ACCURACY, CLASSES ->
          guard.harm() == 0
              ? "If the candidate were no worse"
              : "If the candidate lost no more than " + bound;
      case CONFIDENCE -> "If the mean differed by no more than " + bound;
    };
  }

  /** One sentence. */
  static String seen(Signal signal, Evidence evidence, long samples) {
    Tally tally = evidence.seen();
    return switch (signal) {
      case SPLIT -> split(tally.split());
      case ERRORS -> errors(tally);
      case LATENCY ->
          "against concurrent requests of stable, %s of the candidate were the slower ones %s of the time."
              .formatted(
                  Words.count(samples), Words.share(mean(tally.latency()) / Tally.LATENCY_SCALE));
      case AGREEMENT ->
          "of %s images, %s got another best label from the candidate."
              .formatted(Words.count(samples), Words.count(tally.agreement().count(1)));
      case ACCURACY -> accuracy(tally);
      case CONFIDENCE ->
          "on %s images, the candidate's best probability was %s than stable's by %s in the mean."
              .formatted(
                  Words.count(samples),
                  mean(tally.confidence()) < 0 ? "lower" : "higher",
                  Words.share(Math.abs(mean(tally.confidence())) / Tally.CONFIDENCE_SCALE));
      case CLASSES -> classes(evidence);
    };
  }

  private static String split(ArmCounts split) {
    double expected =
        split.byWeight().entrySet().stream()
            .mapToDouble(e -> e.getKey() / 1e4 * (e.getValue().canary() + e.getValue().stable()))
            .sum();
    return "of %s users or images, %s went to the candidate, where about %s were to be expected."
        .formatted(
            Words.count(split.total()),
            Words.count(split.canary()),
            Words.count(Math.round(expected)));
  }

  private static String errors(Tally tally) {
    long canary = tally.errors().canary();
    return "%s users or images met an error of the candidate in %s requests, and %s one of stable in %s."
        .formatted(
            Words.count(canary),
            Words.count(tally.canaryRequests()),
            Words.count(tally.errors().total() - canary),
            Words.count(tally.stableRequests()));
  }

  private static String accuracy(Tally tally) {
    ValueCounts all = new ValueCounts();
    tally.labels().values().forEach(all::addAll);
    return pairs("of %s labelled images, ".formatted(Words.count(all.total())), all);
  }

  private static String classes(Evidence evidence) {
    return evidence
        .worstClass()
        .map(
            label -> {
              ValueCounts counts = evidence.seen().labels().getOrDefault(label, new ValueCounts());
              return pairs(
                  "it is most evident for '%s': of %s images, "
                      .formatted(label, Words.count(counts.total())),
                  counts);
            })
        .orElse("no class has lost anything.");
  }

  private static String pairs(String of, ValueCounts counts) {
    return of
        + "stable alone was right on %s and the candidate alone on %s."
            .formatted(Words.count(counts.count(-1)), Words.count(counts.count(1)));
  }

  private static double mean(ValueCounts counts) {
    double sum =
        counts.counts().entrySet().stream()
            .mapToDouble(e -> (double) e.getKey() * e.getValue())
            .sum();
    return counts.isEmpty() ? 0 : sum / counts.total();
  }
}
