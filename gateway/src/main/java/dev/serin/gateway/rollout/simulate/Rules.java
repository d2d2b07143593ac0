package dev.serin.gateway.rollout.simulate;

import java.util.List;
import java.util.stream.Stream;

/** The rules that are compared. */
final class Rules {
  /** Name of what the product decides by. */
  static final String SERIN = "Serin, α .01";

  /** Name of the same without counting each unit once. */
  static final String EVERY_ERROR = "every error counts";

  /** In the order of the tables' columns. */
  static final List<Rule> ALL =
      List.of(
          new EvidenceRule(SERIN, false),
          new FlaggerRule("Flagger 99 %, 5", 0.99, 5),
          new FlaggerRule("Flagger 99 %, 10", 0.99, 10),
          new FlaggerRule("Flagger tuned, 14", 0.99, 14),
          new ArgoRule("Argo 95 %, 3", 0.95, 3),
          new ArgoRule("Argo 99 %, 0", 0.99, 0));

  /** With what would come of counting each failed request, where units fail more than once. */
  static final List<Rule> REPEATING =
      Stream.concat(ALL.stream(), Stream.of(new EvidenceRule(EVERY_ERROR, true))).toList();

  private Rules() {}

  /** Names of all rules but Serin's. */
  static List<String> others() {
    return REPEATING.stream().skip(1).map(Rule::name).toList();
  }
}
