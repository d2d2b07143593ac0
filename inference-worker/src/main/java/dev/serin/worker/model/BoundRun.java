package dev.serin.worker.model;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;

/**
 * A graph bound to buffers of its own, for input and output: a run copies and allocates nothing.
 * For one thread at a time; may outlive its graph, but not run then.
 */
public interface BoundRun extends AutoCloseable {
  /** Direct, in native byte order; position 0, limit at the end of the last image. */
  ByteBuffer input();

  /**
   * Runs the first {@code batch} images of the input.
   *
   * @param batch at least 1, at most as many as there is room for; where the graph has a
   *     {@linkplain Graph#fixedBatch() fixed batch}, exactly that
   * @return outputs, image by image, of equal length, from position 0; overwritten by the next run
   */
  FloatBuffer run(int batch);

  @Override
  void close();
}
