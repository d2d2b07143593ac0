package dev.serin.gateway.rollout.api;

import dev.serin.gateway.rollout.evidence.LeftOut;
import dev.serin.gateway.rollout.evidence.Signal;
import dev.serin.gateway.rollout.evidence.Tally;
import dev.serin.gateway.rollout.plan.Words;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What came and was not counted, in words: it is what starves a rollout. */
final class LeftOutWords {
  private LeftOutWords() {}

  /** One sentence on all that was left out; empty where nothing was. */
  static Optional<String> all(Tally seen) {
    String parts =
        Stream.of(LeftOut.values())
            .filter(why -> seen.leftOut(why) > 0)
            .map(why -> part(why, seen.leftOut(why)))
            .collect(Collectors.joining("; "));
    return parts.isEmpty() ? Optional.empty() : Optional.of("Left out: " + parts + ".");
  }

  private static String part(LeftOut why, long number) {
    return Words.count(number)
        + switch (why) {
          case PINNED -> " pinned requests";
          case CACHED -> " requests for images whose answer was in a cache";
          case REFUSED -> " requests that no version had its say on (shed, refused or left)";
          case SAME_UNIT -> " requests of users or images whose latency had counted";
          case UNMATCHED -> " requests of the candidate with no concurrent new user of stable";
          case SAME_UNIT_IMAGES -> " images, compared or to be, of users who had one";
          case SAME_UNIT_LABELS -> " labelled images of users who had one";
        };
  }

  /**
   * Why a signal gets little, where most of what came for it was left out: begins with a blank, or
   * is empty.
   */
  static String starved(Signal signal, Tally seen, long samples) {
    long left =
        switch (signal) {
          case LATENCY -> seen.leftOut(LeftOut.SAME_UNIT) + seen.leftOut(LeftOut.UNMATCHED);
          case AGREEMENT, CONFIDENCE -> seen.leftOut(LeftOut.SAME_UNIT_IMAGES);
          case ACCURACY, CLASSES -> seen.leftOut(LeftOut.SAME_UNIT_LABELS);
          case ERRORS, SPLIT ->
              seen.leftOut(LeftOut.PINNED)
                  + seen.leftOut(LeftOut.CACHED)
                  + seen.leftOut(LeftOut.REFUSED);
        };
    long counted =
        switch (signal) {
          case ERRORS, SPLIT -> seen.canaryRequests() + seen.stableRequests();
          default -> samples;
        };
    if (left <= counted) {
      return "";
    }
    return switch (signal) {
      case ERRORS, SPLIT ->
          " Most requests do not count: %s were pinned, %s answered from a cache, %s refused."
              .formatted(
                  Words.count(seen.leftOut(LeftOut.PINNED)),
                  Words.count(seen.leftOut(LeftOut.CACHED)),
                  Words.count(seen.leftOut(LeftOut.REFUSED)));
      case LATENCY ->
          " Few users or images are new: %s requests came from some that had counted, and %s had nothing to be compared with."
              .formatted(
                  Words.count(seen.leftOut(LeftOut.SAME_UNIT)),
                  Words.count(seen.leftOut(LeftOut.UNMATCHED)));
      case AGREEMENT, CONFIDENCE ->
          " Few users or images are new: %s images came from some that had counted."
              .formatted(Words.count(left));
      case ACCURACY, CLASSES ->
          " Few users are labelled: %s labelled images came from some that had counted."
              .formatted(Words.count(left));
    };
  }
}
