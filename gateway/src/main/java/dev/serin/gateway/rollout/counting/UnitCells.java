package dev.serin.gateway.rollout.counting;

import dev.serin.gateway.rollout.evidence.Tally;
import dev.serin.gateway.routing.UnitHash;

/**
 * The cells of a unit, which say nothing of its side nor of each other.
 *
 * @param split among the units that a weight has met, 0 to 2^14 - 1
 * @param error among the units that met an error, 0 to 2^20 - 1
 * @param unit among the units that were compared, 0 to 2^20 - 1
 */
public record UnitCells(int split, int error, int unit) {
  /** Bits of {@link #split}. */
  public static final int SPLIT_BITS = Tally.SPLIT_BITS;

  /** Bits of {@link #error}. */
  public static final int ERROR_BITS = 20;

  /** Bits of {@link #unit}. */
  public static final int UNIT_BITS = LatencyPairing.BITS;

  /** The cells of a unit under a rollout's salt. */
  public static UnitCells of(UnitHash hash) {
    return new UnitCells(
        hash.cell(1, SPLIT_BITS), hash.cell(2, ERROR_BITS), hash.cell(3, UNIT_BITS));
  }
}
