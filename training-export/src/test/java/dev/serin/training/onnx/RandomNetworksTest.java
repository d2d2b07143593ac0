package dev.serin.training.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import org.deeplearning4j.nn.api.Model;
import org.junit.jupiter.api.Test;

/**
 * Networks that nobody thought of. {@code -Dserin.networks=N} draws that many, {@code
 * -Dserin.seed=...} starts at another seed: each network has its own, the next number. A build
 * always draws the same ones: of some thousands one is new in how DL4J itself fails, which is worth
 * knowing and no reason to stop somebody else's work.
 */
class RandomNetworksTest {
  private static final int NETWORKS = Integer.getInteger("serin.networks", 500);

  private final long start = Long.getLong("serin.seed", 1);

  @Test
  void export_randomNetworks_answerAsDl4jInEachPart() {
    System.out.println("networks from -Dserin.seed=" + start);
    int proven = 0;
    int unusable = 0;
    for (long seed = start; proven < NETWORKS; seed++) {
      if (isProven(seed)) {
        proven++;
      } else {
        unusable++;
      }
    }
    System.out.println(proven + " proven, " + unusable + " that DL4J itself cannot use");
    assertThat(unusable).as("networks that DL4J itself cannot use").isLessThan(10 + NETWORKS / 10);
  }

  /** False where DL4J itself cannot use the network. */
  private static boolean isProven(long seed) {
    try {
      RandomNetwork drawn = new RandomNetwork(seed);
      Model network = Helpers.created(drawn.format(), drawn::create);
      Trial trial = new Trial(Networks.CLASSES, drawn.shape());
      if (!isUsable(trial, network, seed)) {
        return false;
      }
      trial.proven("random " + seed, network);
      return true;
    } catch (Exception | AssertionError e) {
      throw new AssertionError(
          "-Dserin.networks=1 -Dserin.seed=" + seed + ": " + e.getMessage(), e);
    }
  }

  /** Whether DL4J trains the network, to numbers, and then agrees with itself about its answer. */
  private static boolean isUsable(Trial trial, Model network, long seed) {
    try {
      trial.trained(network, 1, seed);
      return Double.isFinite(network.params().sumNumber().doubleValue())
          && trial.isConsistent(network);
    } catch (ExportException e) {
      throw e;
    } catch (RuntimeException e) {
      return false;
    }
  }
}
