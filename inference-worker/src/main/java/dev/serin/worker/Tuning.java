package dev.serin.worker;

import java.nio.file.Path;
import java.util.Set;

/**
 * What is left to measurements, where there are any.
 *
 * @param folder of the files that {@link ServingTuner} writes; need not be there
 * @param automatic the numbers of {@link WorkerOptions} that a measurement replaces
 */
public record Tuning(Path folder, Set<Knob> automatic) {
  /** Nothing. */
  public static final Tuning NONE = new Tuning(Path.of(""), Set.of());

  /** One of the numbers of {@link WorkerOptions}. */
  public enum Knob {
    LANES,
    INTRA_OP_THREADS,
    BATCH_SIZE,
    BATCH_DELAY
  }

  public Tuning {
    automatic = Set.copyOf(automatic);
  }
}
