package dev.serin.training.quantize;

import java.util.List;

/**
 * A quantised graph.
 *
 * @param model the ONNX file
 * @param images how many it was calibrated on
 * @param tensors what became 8 bits
 * @param left operators that are computed in float32 still, one for each node
 */
// The arrays belong to one quantisation and are only read; copies would double a model.
@SuppressWarnings("ArrayRecordComponent")
public record Quantized(byte[] model, int images, List<Tensor> tensors, List<String> left) {

  public Quantized {
    tensors = List.copyOf(tensors);
    left = List.copyOf(left);
  }

  /**
   * An activation in 8 bits.
   *
   * @param low the least value that they stand for
   * @param high the greatest
   * @param scale what one step is worth
   * @param zero what stands for 0
   */
  public record Tensor(String name, double low, double high, float scale, int zero) {}
}
