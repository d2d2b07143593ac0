package dev.serin.training.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import onnx.Onnx.AttributeProto;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;

/** What convolutions and poolings have in common: a window that moves over an image. */
final class Windows {
  private Windows() {}

  static Optional<String> refusal(CNN2DFormat format, ConvolutionMode mode, int[] dilation) {
    if (format != CNN2DFormat.NCHW) {
      return Optional.of("its data format is " + format + "; only NCHW is exported");
    }
    if (mode == ConvolutionMode.Causal) {
      return Optional.of("its convolution mode Causal is for sequences");
    }
    // ONNX Runtime fails inside on a dilation with SAME padding, so none is taken until needed.
    return Arrays.stream(dilation).allMatch(d -> d == 1)
        ? Optional.empty()
        : Optional.of("it has a dilation of " + Arrays.toString(dilation));
  }

  /** DL4J's Same puts the odd row or column of padding last, as SAME_UPPER does. */
  static List<AttributeProto> attributes(
      int[] kernel, int[] stride, int[] padding, ConvolutionMode mode) {
    List<AttributeProto> attributes = new ArrayList<>();
    attributes.add(OnnxGraph.ints("kernel_shape", kernel[0], kernel[1]));
    attributes.add(OnnxGraph.ints("strides", stride[0], stride[1]));
    attributes.add(
        mode == ConvolutionMode.Same
            ? OnnxGraph.text("auto_pad", "SAME_UPPER")
            : OnnxGraph.ints("pads", padding[0], padding[1], padding[0], padding[1]));
    return attributes;
  }
}
