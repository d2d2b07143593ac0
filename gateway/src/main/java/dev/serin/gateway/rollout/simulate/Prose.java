package dev.serin.gateway.rollout.simulate;

/** The words between the report's tables. */
final class Prose {
  static final String MODEL =
      """
      The production classes (`Rollout`, `Evidence`) run on a simulated clock, beside the rules that
      Flagger and Argo Rollouts document. Each run is one hour: 1, 5, 10, 25 and 50 % of the traffic
      for 10, 10, 10, 10 and 20 minutes, one look a minute, and a verdict: aborted, or not. Every
      rule sees the same hour. The seed, the row and the number of the run make a run's dice:
      neither threads nor the choice of rows change a figure.

      Flagger: the candidate's success rate of each minute against 99 %; failed checks (no data is
      one) add up; 5 or 10 of them roll back, and 14 is what makes it err in less than 1 % of the
      healthy runs at 0.5 % and 20 rps. Argo: the success rate of each five minutes; more failures
      than the limit abort. Both get the benefit of what their documents leave open.

      """;

  static final String HEALTHY =
      """
      Both versions fail equally often. *steady*: Poisson traffic. *diurnal*: traffic and error rate
      swing by 70 %. *shared outage*: 30 % of all requests fail for six minutes. *bursty retries*:
      failed requests come in bursts of one unit, four on average. *Zipf users*: 1,000 (2 rps), 5,000
      or 10,000 users whose traffic follows Zipf's law (exponent 1.1: the heaviest has more than a
      tenth of it), each with an error rate of its own (log-normal, σ 1.5), sticky. "Every error
      counts" is Serin's evidence without its rule that a unit counts once. Serin promises at most
      0.01.

      """;

  static final String BOUNDARY =
      """
      The candidate fails 1.1 times as often as stable, which the plan still calls no harm; and, for
      Zipf users, half as often: units that have failed are not counted again, so the better version
      keeps more units that still can, and must not be blamed for them.

      """;

  static final String ERRORS =
      """
      P(abort) [median minute; 95th percentile], of the runs that were aborted. A rule is only as
      good here as its false aborts above.

      """;

  static final String EXPOSURE =
      """
      Requests that the candidate answered until the abort, or in the whole hour where there was
      none, and how many of them failed; means over all runs.

      """;

  static final String QUALITY =
      """
      Each signal by itself, "none" with nothing to find: there Serin promises at most 0.01. Delays
      in samples (labels, pairs, or canary requests) of the runs in which it was found; runs are
      given up after 20,000 labels or 5,000 others. The minutes are those of the ramp at 20 rps
      where 20 % of stable's requests are shadowed and 1 % of all are labelled; after its hour the
      ramp stays at 50 %. Models: 90 % accuracy, the candidate alone right on 2 %; differences of
      confidence normal with σ 0.1; log-normal latency with σ 0.47, each canary request compared
      with 10 of stable's. Bad answers: wrong where stable's would have been right; another label;
      slower.

      """;

  static final String TOGETHER =
      """
      At 20 rps: error risk 1.1 times, chance of being slower 0.53, 8 % other labels, confidence
      shifted by 0.01, equal accuracy, each with alpha 0.01.

      """;

  static final String PROTOTYPE =
      """
      Medians of the simulations that came before the product, in minutes, or samples for signals of
      quality. More than a tenth slower would fail the command. How the prototype drew labels,
      confidence and latency is not on record: the two σ and the 2 % above were chosen such that its
      figures are plausible, so that there the comparison says less than for errors.

      """;

  private Prose() {}
}
