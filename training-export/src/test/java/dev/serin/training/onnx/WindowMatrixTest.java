package dev.serin.training.onnx;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;

/** Every layer that moves a window, with every mode, kernel, stride, padding and dilation. */
class WindowMatrixTest {
  private static final int CHANNELS = 2;
  private static final int[] NONE = {0, 0};
  private static final int[] ONE = {1, 1};

  /** A kind of layer. */
  enum Kind {
    CONVOLUTION,
    DEPTHWISE,
    SEPARABLE,
    DECONVOLUTION,
    MAX,
    AVERAGE,
    AVERAGE_WITH_PADDING,
    NORM
  }

  /** Rows and columns of everything. */
  record Frame(ConvolutionMode mode, int[] kernel, int[] stride, int[] padding, int[] dilation) {
    boolean isDilated() {
      return dilation[0] > 1 || dilation[1] > 1;
    }

    boolean leavesGaps() {
      return kernel[0] < stride[0] || kernel[1] < stride[1];
    }

    /** Rows, or columns, such that mode Strict accepts them; else some that leave a remainder. */
    int size(int axis) {
      int reach = (kernel[axis] - 1) * dilation[axis] + 1;
      int remainder = mode == ConvolutionMode.Strict ? 0 : 1;
      return reach + 2 * stride[axis] - 2 * padding[axis] + remainder;
    }

    @Override
    public String toString() {
      return mode
          + " "
          + text(kernel)
          + " stride "
          + text(stride)
          + " padding "
          + text(padding)
          + " dilation "
          + text(dilation);
    }

    private static String text(int... values) {
      return values[0] + "x" + values[1];
    }
  }

  static Stream<Arguments> cases() {
    List<Arguments> cases = new ArrayList<>();
    for (CNN2DFormat format : CNN2DFormat.values()) {
      for (Kind kind : Kind.values()) {
        for (Frame frame : frames()) {
          if (isExported(format, kind, frame)) {
            cases.add(Arguments.of(format, kind, frame));
          }
        }
      }
    }
    return cases.stream();
  }

  private static List<Frame> frames() {
    List<Frame> frames = new ArrayList<>();
    for (int[] stride : new int[][] {{1, 1}, {2, 2}, {1, 3}}) {
      frames.add(new Frame(ConvolutionMode.Truncate, ONE, stride, NONE, ONE));
      frames.add(new Frame(ConvolutionMode.Same, ONE, stride, NONE, ONE));
      for (int[] kernel : new int[][] {{3, 3}, {2, 3}}) {
        for (int[] dilation : new int[][] {ONE, {1, 2}}) {
          frames.add(new Frame(ConvolutionMode.Truncate, kernel, stride, NONE, dilation));
          frames.add(new Frame(ConvolutionMode.Truncate, kernel, stride, ONE, dilation));
          frames.add(new Frame(ConvolutionMode.Strict, kernel, stride, NONE, dilation));
          frames.add(new Frame(ConvolutionMode.Strict, kernel, stride, new int[] {0, 1}, dilation));
          frames.add(new Frame(ConvolutionMode.Same, kernel, stride, NONE, dilation));
        }
      }
    }
    return frames;
  }

  private static boolean isExported(CNN2DFormat format, Kind kind, Frame frame) {
    return switch (kind) {
      case MAX, AVERAGE, AVERAGE_WITH_PADDING, NORM -> !frame.isDilated();
      case DECONVOLUTION ->
          format == CNN2DFormat.NCHW
              && !frame.isDilated()
              && !(frame.mode() == ConvolutionMode.Same && frame.leavesGaps());
      default -> true;
    };
  }

  @ParameterizedTest(name = "{0} {1} {2}")
  @MethodSource("cases")
  void export_window_answersAsDl4j(CNN2DFormat format, Kind kind, Frame frame) throws Exception {
    int height = frame.size(0);
    int width = frame.size(1);
    MultiLayerNetwork network =
        Helpers.sequential(
            format,
            Networks.base()
                .list()
                .layer(layer(kind, frame))
                .layer(Networks.output())
                .setInputType(InputType.convolutional(height, width, CHANNELS, format))
                .build());

    Trial trial =
        format == CNN2DFormat.NCHW
            ? new Trial(Networks.CLASSES, CHANNELS, height, width)
            : new Trial(Networks.CLASSES, height, width, CHANNELS);
    trial.trained(network, 1, 3).proven(format + " " + kind + " " + frame, network);
  }

  private static Layer layer(Kind kind, Frame frame) {
    return switch (kind) {
      case CONVOLUTION ->
          new ConvolutionLayer.Builder(frame.kernel(), frame.stride(), frame.padding())
              .dilation(frame.dilation())
              .convolutionMode(frame.mode())
              .nOut(3)
              .activation(Activation.TANH)
              .build();
      case DEPTHWISE ->
          new DepthwiseConvolution2D.Builder(frame.kernel(), frame.stride(), frame.padding())
              .depthMultiplier(2)
              .dilation(frame.dilation())
              .convolutionMode(frame.mode())
              .activation(Activation.TANH)
              .build();
      case SEPARABLE ->
          new SeparableConvolution2D.Builder(frame.kernel(), frame.stride(), frame.padding())
              .depthMultiplier(2)
              .dilation(frame.dilation())
              .convolutionMode(frame.mode())
              .nOut(3)
              .activation(Activation.TANH)
              .build();
      case DECONVOLUTION ->
          new Deconvolution2D.Builder(frame.kernel(), frame.stride(), frame.padding())
              .dilation(frame.dilation())
              .convolutionMode(frame.mode())
              .nOut(3)
              .activation(Activation.TANH)
              .build();
      case MAX -> pooling(PoolingType.MAX, frame, false);
      case AVERAGE -> pooling(PoolingType.AVG, frame, false);
      case AVERAGE_WITH_PADDING -> pooling(PoolingType.AVG, frame, true);
      case NORM -> pooling(PoolingType.PNORM, frame, false);
    };
  }

  private static Layer pooling(PoolingType type, Frame frame, boolean includePadding) {
    return new SubsamplingLayer.Builder(type)
        .kernelSize(frame.kernel())
        .stride(frame.stride())
        .padding(frame.padding())
        .dilation(frame.dilation())
        .convolutionMode(frame.mode())
        .pnorm(3)
        .avgPoolIncludePadInDivisor(includePadding)
        .build();
  }
}
