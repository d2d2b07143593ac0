package dev.serin.gateway.rollout.counting;

import dev.serin.gateway.rollout.Observed;
import dev.serin.gateway.rollout.Sightings.Claim;
import dev.serin.gateway.rollout.evidence.Tally;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;

/** The first request of each unit at each weight, and its first error. Not thread-safe. */
final class ArmFirsts {
  private final Cells erred = new Cells();
  private final Map<Integer, Cells> metByWeight = new HashMap<>();

  /** What is counted only if no other gateway had it before. */
  private final Claims splitClaims = new Claims();

  private final Claims errorClaims = new Claims();

  void restore(Observed journaled, int weight) {
    erred.restore(journaled.erred());
    if (weightOfMet(journaled) == weight) {
      met(weight).restore(journaled.met());
    }
  }

  void giveBack(Observed drained, int weight) {
    erred.giveBack(drained.erred());
    if (weightOfMet(drained) == weight) {
      met(weight).giveBack(drained.met());
    }
  }

  /** Weights only rise, and the cells are always those of the last one. */
  private static int weightOfMet(Observed journaled) {
    NavigableMap<Integer, ?> split = journaled.tally().split().byWeight();
    return split.isEmpty() ? -1 : split.lastKey();
  }

  /** Of each weight its own: what was assigned under the last one may be answered under this. */
  private Cells met(int atWeight) {
    return metByWeight.computeIfAbsent(atWeight, any -> new Cells());
  }

  /** Adds a unit to {@code tally} where the weight has not met it. */
  void takeSplit(int atWeight, boolean canary, int cell, Tally tally) {
    if (met(atWeight).take(cell)) {
      tally.split(atWeight, canary);
      splitClaims.add(atWeight, canary, cell);
    }
  }

  /** Adds an error to {@code tally} where it is the unit's first. */
  void takeError(int atWeight, boolean canary, int cell, Tally tally) {
    if (erred.take(cell)) {
      tally.error(atWeight, canary);
      errorClaims.add(atWeight, canary, cell);
    }
  }

  List<Integer> drainErred() {
    return erred.drain();
  }

  List<Integer> drainMet(int weight) {
    return met(weight).drain();
  }

  List<Claim> drainSplitClaims() {
    return splitClaims.drain();
  }

  List<Claim> drainErrorClaims() {
    return errorClaims.drain();
  }
}
