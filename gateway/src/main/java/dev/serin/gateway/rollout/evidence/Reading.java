package dev.serin.gateway.rollout.evidence;

/**
 * How strong one signal's evidence is at one look. Both e-values are natural logarithms and the
 * largest so far: what was found once stays found (Ville's inequality bounds the supremum).
 *
 * @param samples observations that count: requests of the candidate for {@code ERRORS}, units for
 *     {@code SPLIT}, compared requests for {@code LATENCY}, images that both versions answered for
 *     {@code AGREEMENT} and {@code CONFIDENCE}, labelled ones for {@code ACCURACY} and {@code
 *     CLASSES}
 * @param harm log e-value against "no harm"
 * @param proof log e-value against "harm"
 */
public record Reading(long samples, double harm, double proof) {
  /** Nothing seen: both e-values are one. */
  public static final Reading NONE = new Reading(0, 0, 0);
}
