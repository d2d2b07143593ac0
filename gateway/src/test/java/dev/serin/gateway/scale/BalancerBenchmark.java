package dev.serin.gateway.scale;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Writes what docs/scale.md shows of the simulation; some minutes, and the same each time. */
final class BalancerBenchmark {
  @Test
  void simulation_allPolicies_tablesAndPlots() throws IOException {
    SimulationReport.write();
  }
}
