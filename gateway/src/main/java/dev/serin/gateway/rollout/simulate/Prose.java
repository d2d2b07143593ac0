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

  static final String STICKY =
      """
      Equal versions; users whose traffic follows Zipf's law (exponent 1.1) and who stay on their
      side, 50 minutes at 5 requests a second. Each user has an image size, an error rate (log-normal
      around 0.5 %, σ 1.5) and a level of latency of its own: "level" is its standard deviation, on
      top of which each request has σ 0.47. "The busy are slow": half of the level's variance is the
      user's place among the busy ones. Share of the runs in which a guard found harm, with the 95 %
      interval of Clopper and Pearson; Serin promises at most 0.01 for each guard. Bold: as Serin
      counts, one observation a unit. Last column: each request counts, as Serin did before; errors
      and split counted once a unit already.

      """;

  static final String STICKY_SLOWER =
      """
      The same users; the candidate takes 15 % or 50 % longer. P(found) [median minute; 95th
      percentile]. With 50 users there are hardly any pairs of units to compare: the guard says so
      (`left_out`) and finds next to nothing. What the former counting found more often, it also found where
      nothing was to be found (above).

      """;

  static final String CLUSTERS =
      """
      Equal versions on 2,000 images. All images of a unit (one `Serin-Unit`) share one outcome: each
      version alone is right on 3 % of the units, 4 % get two best labels (bound: 8 %), best
      probabilities differ with σ 0.1. Ten labels. Left and bold: as Serin counts, the first image of
      a unit. Right: each image counts, as Serin did before.

      """;

  static final String CLUSTERS_WORSE =
      """
      The same with 5,000 images, and a candidate that is 1, 2 or 5 points less accurate: P(found)
      [median; 95th percentile of the images until then]. Images of one unit bring no more than one:
      5,000 images of 250 units are evidence of 250.

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
