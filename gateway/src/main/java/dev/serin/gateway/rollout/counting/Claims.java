package dev.serin.gateway.rollout.counting;

import dev.serin.gateway.rollout.Sightings.Claim;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Units that were counted since this was last asked, by weight and arm. Not thread-safe. */
final class Claims {
  private record Arm(int weight, boolean canary) {}

  private final Map<Arm, List<Integer>> cells = new LinkedHashMap<>();

  void add(int weight, boolean canary, int cell) {
    cells.computeIfAbsent(new Arm(weight, canary), any -> new ArrayList<>()).add(cell);
  }

  List<Claim> drain() {
    List<Claim> all = new ArrayList<>();
    cells.forEach((arm, some) -> all.add(new Claim(arm.weight(), arm.canary(), some)));
    cells.clear();
    return all;
  }
}
