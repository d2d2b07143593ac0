package dev.serin.worker.model;

import java.nio.ByteBuffer;

/** A network that is loaded and can be run. Thread-safe until closed. */
public interface Graph extends AutoCloseable {
  /** Images that every run must have, where the graph fixes it; 0 where any number will do. */
  int fixedBatch();

  /**
   * Runs one batch.
   *
   * @param images direct, in native byte order, {@code batch} inputs between position and limit
   * @param batch images, at least 1; exactly {@link #fixedBatch()} where that is not 0
   * @return outputs, image by image, of equal length; logits or probabilities, as the manifest says
   */
  float[] run(ByteBuffer images, int batch);

  /**
   * Binds the graph to new buffers.
   *
   * @param images room for so many, at least 1; less than {@link #fixedBatch()} cannot be run
   * @throws IllegalStateException if the graph cannot be run
   */
  BoundRun bind(int images);

  @Override
  void close();
}
