package dev.serin.training.onnx;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import onnx.Onnx.AttributeProto;
import org.deeplearning4j.nn.conf.ConvolutionMode;

/** A window that moves over an image, as convolutions and poolings have it. */
final class Windows {
  private final int[] kernel;
  private final int[] stride;
  private final int[] padding;
  private final int[] dilation;
  private final ConvolutionMode mode;

  /**
   * @param kernel rows and columns, as all of these
   * @param padding on each side; not looked at where the mode is Same
   * @param mode how the border is treated
   */
  Windows(int[] kernel, int[] stride, int[] padding, int[] dilation, ConvolutionMode mode) {
    this.kernel = kernel;
    this.stride = stride;
    this.padding = padding;
    this.dilation = dilation;
    this.mode = mode;
  }

  static Optional<String> refusal(ConvolutionMode mode) {
    return mode == ConvolutionMode.Causal
        ? Optional.of("its convolution mode Causal is for sequences")
        : Optional.empty();
  }

  /**
   * Strides, dilations and pads. The pads of Same are written out: ONNX Runtime fails inside on
   * SAME_UPPER with a dilation.
   *
   * @param height of the image that is read
   * @param width of the image that is read
   */
  List<AttributeProto> attributes(long height, long width) {
    List<AttributeProto> attributes = new ArrayList<>();
    attributes.add(OnnxGraph.ints("kernel_shape", kernel[0], kernel[1]));
    attributes.add(OnnxGraph.ints("strides", stride[0], stride[1]));
    if (dilation[0] != 1 || dilation[1] != 1) {
      attributes.add(OnnxGraph.ints("dilations", dilation[0], dilation[1]));
    }
    attributes.add(pads(height, width));
    return attributes;
  }

  private AttributeProto pads(long height, long width) {
    if (mode != ConvolutionMode.Same) {
      return OnnxGraph.ints("pads", padding[0], padding[1], padding[0], padding[1]);
    }
    long rows = same(height, 0);
    long columns = same(width, 1);
    // DL4J puts the odd row or column last.
    return OnnxGraph.ints("pads", rows / 2, columns / 2, rows - rows / 2, columns - columns / 2);
  }

  /** All rows, or columns, that are added for ceil(size / stride) results. */
  private long same(long size, int axis) {
    long results = (size + stride[axis] - 1) / stride[axis];
    long reach = (long) (kernel[axis] - 1) * dilation[axis] + 1;
    return Math.max(0, (results - 1) * stride[axis] + reach - size);
  }
}
