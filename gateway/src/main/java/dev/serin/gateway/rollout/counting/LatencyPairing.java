package dev.serin.gateway.rollout.counting;

import dev.serin.gateway.rollout.Sightings.Partner;
import dev.serin.gateway.rollout.Sightings.Timing;
import dev.serin.gateway.rollout.evidence.Tally;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Compares each canary latency with stable ones of the same time and of images of the same size, so
 * that neither a slow hour nor large images look like a slow version. Not thread-safe.
 *
 * <p><b>One observation a unit.</b> Requests of one unit have much in common: its images, its
 * network, its share of cached work. So a unit takes part in at most one comparison of a rollout,
 * on whichever side. Until then its first fresh request at each weight is offered: at a rise, those
 * who move to the candidate and those who stay come from the same units, and come again in the same
 * order, the busy ones first. Were a unit offered once in the rollout instead, the busy ones that
 * move would be compared with seldom ones that come for the first time.
 *
 * <p><b>Why the bet stays fair.</b> Let F be all that was seen before a canary request of a unit c
 * that is compared with requests of units s_1 ... s_m. None of these units has been in a comparison
 * before, so F holds no latency of theirs that could have moved the e-value. Which units are still
 * to be had depends on sides, weights and arrivals, all of which the hash of the unit and the
 * callers decide, and no latency does. Thus, given F, c and s_j are two draws from one population,
 * and where the versions are equally fast the mean of {@code u = (1/m) SUM_j [1(L_c > L_sj) +
 * 1(tie)/2]} is one half, whatever the units are like and however much the m terms hang together:
 * they share c, and only their mean counts. So {@code E[1 + lambda (u - 1/2 - delta) | F] <= 1},
 * the product over comparisons is a non-negative supermartingale, and Ville's inequality holds. The
 * partners are used up, because a second canary unit that is compared with the same s_j would be
 * compared with a unit that is known to be slow or fast already.
 */
final class LatencyPairing {
  /** Cells for units that were compared, and for units that the weight has met. */
  static final int BITS = 20;

  private static final long FRESH_NANOS = Duration.ofMinutes(1).toNanos();

  /** Of a canary request where units are short. */
  private static final int FEW_PARTNERS = 3;

  private record Sample(int unit, long nanos, long at) {}

  /** Units of comparisons that count. */
  private final Cells compared = new Cells();

  /** Units that were offered at this weight; a restart may offer them once more. */
  private final BitSet offered = new BitSet();

  private long requests;
  private long offers;

  /** By size bucket, of which there are at most 16: an array has less than 2^31 bytes. */
  private final Map<Integer, Deque<Sample>> waiting = new HashMap<>();

  /** Whether this is the unit's first request at this weight, and the unit was not compared yet. */
  boolean offer(int unit) {
    requests++;
    if (offered.get(unit) || compared.isTaken(unit)) {
      return false;
    }
    offered.set(unit);
    offers++;
    return true;
  }

  /** Each unit that was not compared yet may be offered again. */
  void nextWeight() {
    offered.clear();
    waiting.clear();
  }

  /**
   * Keeps a stable latency for the next canary request; the oldest makes room.
   *
   * @param unit cell of the unit, which was offered
   * @param size bytes of the image
   * @param nanos the latency
   * @param now when it was measured
   */
  void stable(int unit, int size, long nanos, long now) {
    Deque<Sample> samples = waiting.computeIfAbsent(bucket(size), any -> new ArrayDeque<>());
    if (samples.size() == Tally.COMPARED_MAX) {
      samples.removeFirst();
    }
    samples.addLast(new Sample(unit, nanos, now));
  }

  /**
   * Compares a canary latency with the newest that wait. They are used up; where nobody waits, the
   * unit may try again at the next weight.
   *
   * @return without partners where there was nothing to compare with
   */
  Timing canary(int unit, int size, long nanos, long now) {
    List<Partner> partners = new ArrayList<>(Tally.COMPARED_MAX);
    Deque<Sample> samples = waiting.get(bucket(size));
    if (samples != null) {
      int most = partnersMost();
      while (partners.size() < most && !samples.isEmpty()) {
        Sample sample = samples.removeLast();
        if (now - sample.at() <= FRESH_NANOS) {
          int halves = nanos > sample.nanos() ? 2 : nanos == sample.nanos() ? 1 : 0;
          partners.add(new Partner(sample.unit(), halves));
        }
      }
    }
    return new Timing(unit, partners);
  }

  /**
   * The variance of u is {@code (1 + 2/m) / 12}: ten partners are worth 1.4 times three, but use up
   * three times as many units. Where most requests come from units that came before, units are what
   * is short.
   */
  private int partnersMost() {
    return 2 * offers >= requests ? Tally.COMPARED_MAX : FEW_PARTNERS;
  }

  /**
   * Adds a comparison to {@code tally}, as far as its units were in none before.
   *
   * @return whether anything of it is left
   */
  boolean count(Timing timing, Tally tally) {
    if (compared.isTaken(timing.unit())) {
      return false;
    }
    int halves = 0;
    int partners = 0;
    for (Partner partner : timing.partners()) {
      if (partner.unit() != timing.unit() && compared.take(partner.unit())) {
        halves += partner.halves();
        partners++;
      }
    }
    if (partners == 0) {
      return false;
    }
    compared.take(timing.unit());
    tally.latency(halves / 2.0, partners);
    return true;
  }

  /** Units of comparisons that count, to be journaled. */
  Cells compared() {
    return compared;
  }

  /** Powers of 4. */
  private static int bucket(int size) {
    return (Integer.SIZE - Integer.numberOfLeadingZeros(size) + 1) / 2;
  }
}
