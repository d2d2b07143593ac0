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
  private static final Pair NONE = new Pair(0, 0);
  private static final Pair ONE = new Pair(1, 1);

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

  /** Rows and columns. */
  record Pair(int rows, int columns) {
    int[] array() {
      return new int[] {rows, columns};
    }

    @Override
    public String toString() {
      return rows + "x" + columns;
    }
  }

  /** How a window moves. */
  record Frame(ConvolutionMode mode, Pair kernel, Pair stride, Pair padding, Pair dilation) {
    boolean isDilated() {
      return !dilation.equals(ONE);
    }

    boolean leavesGaps() {
      return kernel.rows() < stride.rows() || kernel.columns() < stride.columns();
    }

    int height() {
      return size(kernel.rows(), stride.rows(), padding.rows(), dilation.rows());
    }

    int width() {
      return size(kernel.columns(), stride.columns(), padding.columns(), dilation.columns());
    }

    /** Such that mode Strict accepts it; for other modes such that a remainder is left. */
    private int size(int kernel, int stride, int padding, int dilation) {
      int reach = (kernel - 1) * dilation + 1;
      int remainder = mode == ConvolutionMode.Strict ? 0 : 1;
      return reach + 2 * stride - 2 * padding + remainder;
    }

    @Override
    public String toString() {
      return mode
          + " "
          + kernel
          + " stride "
          + stride
          + " padding "
          + padding
          + " dilation "
          + dilation;
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
    for (Pair stride : List.of(ONE, new Pair(2, 2), new Pair(1, 3))) {
      frames.add(new Frame(ConvolutionMode.Truncate, ONE, stride, NONE, ONE));
      frames.add(new Frame(ConvolutionMode.Same, ONE, stride, NONE, ONE));
      for (Pair kernel : List.of(new Pair(3, 3), new Pair(2, 3))) {
        for (Pair dilation : List.of(ONE, new Pair(1, 2))) {
          frames.add(new Frame(ConvolutionMode.Truncate, kernel, stride, NONE, dilation));
          frames.add(new Frame(ConvolutionMode.Truncate, kernel, stride, ONE, dilation));
          frames.add(new Frame(ConvolutionMode.Strict, kernel, stride, NONE, dilation));
          frames.add(new Frame(ConvolutionMode.Strict, kernel, stride, new Pair(0, 1), dilation));
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
    int height = frame.height();
    int width = frame.width();
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
          new ConvolutionLayer.Builder(
                  frame.kernel().array(), frame.stride().array(), frame.padding().array())
              .dilation(frame.dilation().array())
              .convolutionMode(frame.mode())
              .nOut(3)
              .activation(Activation.TANH)
              .build();
      case DEPTHWISE ->
          new DepthwiseConvolution2D.Builder(
                  frame.kernel().array(), frame.stride().array(), frame.padding().array())
              .depthMultiplier(2)
              .dilation(frame.dilation().array())
              .convolutionMode(frame.mode())
              .activation(Activation.TANH)
              .build();
      case SEPARABLE ->
          new SeparableConvolution2D.Builder(
                  frame.kernel().array(), frame.stride().array(), frame.padding().array())
              .depthMultiplier(2)
              .dilation(frame.dilation().array())
              .convolutionMode(frame.mode())
              .nOut(3)
              .activation(Activation.TANH)
              .build();
      case DECONVOLUTION ->
          new Deconvolution2D.Builder(
                  frame.kernel().array(), frame.stride().array(), frame.padding().array())
              .dilation(frame.dilation().array())
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
        .kernelSize(frame.kernel().array())
        .stride(frame.stride().array())
        .padding(frame.padding().array())
        .dilation(frame.dilation().array())
        .convolutionMode(frame.mode())
        .pnorm(3)
        .avgPoolIncludePadInDivisor(includePadding)
        .build();
  }
}
