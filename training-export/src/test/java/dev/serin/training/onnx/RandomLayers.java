package dev.serin.training.onnx;

import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.inputs.InputType.InputTypeConvolutional;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.PReLULayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.conf.layers.SpaceToDepthLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping2D;
import org.deeplearning4j.nn.conf.layers.misc.ElementWiseMultiplicationLayer;
import org.nd4j.linalg.activations.Activation;

/** Draws layers that the exporter takes, with random settings. */
final class RandomLayers {
  private static final int MOST_PIXELS = 256;
  private static final int MOST_CHANNELS = 8;

  /** All but RReLU, which is refused, and Cube, which soon leaves the range of a float. */
  private static final List<Activation> ACTIVATIONS =
      List.of(Activation.values()).stream()
          .filter(a -> a != Activation.RRELU && a != Activation.CUBE)
          .toList();

  private final RandomGenerator random;

  RandomLayers(RandomGenerator random) {
    this.random = random;
  }

  /** A layer that can read {@code type}; draws until one fits. */
  Layer behind(InputType type) {
    while (true) {
      Layer layer =
          type instanceof InputTypeConvolutional image ? ofImage(image) : ofFeatures(type);
      if (output(layer, type).isPresent()) {
        return layer;
      }
    }
  }

  /** A layer that may read a network's input: DL4J itself fails on the others there. */
  Layer first(InputType type) {
    while (true) {
      Layer layer = behind(type);
      if (!(layer instanceof ActivationLayer
          || layer instanceof PReLULayer
          || layer instanceof DropoutLayer
          || layer instanceof Cropping2D)) {
        return layer;
      }
    }
  }

  /** What the layer gives; empty where it cannot read {@code type} or gives too much. */
  static Optional<InputType> output(Layer layer, InputType type) {
    try {
      layer.setNIn(type, true);
      InputType output = layer.getOutputType(0, type);
      return fits(output) && windowFits(layer, type) ? Optional.of(output) : Optional.empty();
    } catch (RuntimeException e) {
      // DL4J's way to say that a window is larger than the image.
      return Optional.empty();
    }
  }

  private static boolean fits(InputType type) {
    return !(type instanceof InputTypeConvolutional image)
        || (image.getHeight() > 0
            && image.getWidth() > 0
            && image.getHeight() * image.getWidth() <= MOST_PIXELS
            && image.getChannels() <= MOST_CHANNELS * 4);
  }

  /** DL4J says that a dilated window is too large when the training runs, not before. */
  private static boolean windowFits(Layer layer, InputType type) {
    if (!(layer instanceof ConvolutionLayer conf)
        || layer instanceof Deconvolution2D
        || conf.getConvolutionMode() == ConvolutionMode.Same) {
      return true;
    }
    InputTypeConvolutional image = (InputTypeConvolutional) type;
    return fits(conf, 0, image.getHeight()) && fits(conf, 1, image.getWidth());
  }

  private static boolean fits(ConvolutionLayer conf, int axis, long size) {
    long reach = (conf.getKernelSize()[axis] - 1L) * conf.getDilation()[axis] + 1;
    return reach <= size + 2L * conf.getPadding()[axis];
  }

  Activation activation() {
    return ACTIVATIONS.get(random.nextInt(ACTIVATIONS.size()));
  }

  /** A layer that turns an image into features. */
  Layer toFeatures() {
    return random.nextBoolean()
        ? dense()
        : new GlobalPoolingLayer.Builder(any(PoolingType.values())).pnorm(norm()).build();
  }

  private Layer ofFeatures(InputType type) {
    return switch (random.nextInt(6)) {
      case 0 -> new BatchNormalization.Builder().useLogStd(random.nextBoolean()).build();
      case 1 -> new ActivationLayer.Builder().activation(activation()).build();
      case 2 -> new PReLULayer.Builder().inputShape(type.arrayElementsPerExample()).build();
      case 3 ->
          new ElementWiseMultiplicationLayer.Builder()
              .nIn((int) type.arrayElementsPerExample())
              .nOut((int) type.arrayElementsPerExample())
              .activation(activation())
              .build();
      default -> dense();
    };
  }

  private Layer ofImage(InputTypeConvolutional type) {
    return switch (random.nextInt(18)) {
      case 0, 1, 2 -> convolution();
      case 3 -> depthwise();
      case 4 -> type.getChannels() == 1 ? depthwise() : separable();
      case 5 -> type.getFormat() == CNN2DFormat.NHWC ? pooling() : deconvolution();
      case 6, 7 -> pooling();
      case 8, 9 -> batchNormalization(type.getFormat());
      case 10, 11 -> new ActivationLayer.Builder().activation(activation()).build();
      case 12 ->
          new LocalResponseNormalization.Builder(
                  1 + random.nextDouble(), odd(type.getChannels()), 0.2, 0.75)
              .build();
      case 13 -> prelu(type);
      case 14 -> new DropoutLayer.Builder(0.7).build();
      case 15 -> resizing(type);
      case 16 ->
          new GlobalPoolingLayer.Builder(any(PoolingType.values()))
              .pnorm(norm())
              .collapseDimensions(type.getFormat() == CNN2DFormat.NHWC || random.nextBoolean())
              .build();
      default -> dense();
    };
  }

  private Layer convolution() {
    ConvolutionMode mode = mode();
    int[] stride = pair(3);
    int[] kernel = kernel(stride);
    return new ConvolutionLayer.Builder(kernel, stride, padding(mode, kernel))
        .dilation(dilation())
        .convolutionMode(mode)
        .nOut(1 + random.nextInt(MOST_CHANNELS))
        .hasBias(random.nextBoolean())
        .activation(activation())
        .build();
  }

  private Layer depthwise() {
    ConvolutionMode mode = mode();
    int[] stride = pair(3);
    int[] kernel = kernel(stride);
    int multiplier = 1 + random.nextInt(3);
    return new DepthwiseConvolution2D.Builder(kernel, stride, padding(mode, kernel))
        .depthMultiplier(multiplier)
        // DL4J itself fails on a dilation without a multiplier.
        .dilation(multiplier == 1 ? new int[] {1, 1} : dilation())
        .convolutionMode(mode)
        .hasBias(random.nextBoolean())
        .activation(activation())
        .build();
  }

  private Layer separable() {
    ConvolutionMode mode = mode();
    int[] stride = pair(3);
    int[] kernel = kernel(stride);
    return new SeparableConvolution2D.Builder(kernel, stride, padding(mode, kernel))
        .depthMultiplier(1 + random.nextInt(3))
        .dilation(dilation())
        .convolutionMode(mode)
        .nOut(1 + random.nextInt(MOST_CHANNELS))
        .hasBias(random.nextBoolean())
        .activation(activation())
        .build();
  }

  private Layer deconvolution() {
    ConvolutionMode mode = mode();
    int[] stride = pair(3);
    int[] kernel = kernel(stride);
    return new Deconvolution2D.Builder(kernel, stride, padding(mode, kernel))
        .convolutionMode(mode)
        .nOut(1 + random.nextInt(MOST_CHANNELS))
        .hasBias(random.nextBoolean())
        .activation(activation())
        .build();
  }

  private Layer pooling() {
    ConvolutionMode mode = mode();
    int[] stride = pair(3);
    int[] kernel = kernel(stride);
    return new SubsamplingLayer.Builder(any(PoolingType.MAX, PoolingType.AVG, PoolingType.PNORM))
        .kernelSize(kernel)
        .stride(stride)
        .padding(padding(mode, kernel))
        .convolutionMode(mode)
        .pnorm(norm())
        .avgPoolIncludePadInDivisor(random.nextBoolean())
        .build();
  }

  private int[] dilation() {
    return random.nextInt(3) == 0 ? pair(2) : new int[] {1, 1};
  }

  private Layer batchNormalization(CNN2DFormat format) {
    return new BatchNormalization.Builder()
        .useLogStd(random.nextBoolean())
        .lockGammaBeta(format == CNN2DFormat.NCHW && random.nextInt(4) == 0)
        .eps(random.nextBoolean() ? 1e-5 : 1e-3)
        .build();
  }

  private Layer prelu(InputTypeConvolutional type) {
    long[] planes = {type.getChannels(), type.getHeight(), type.getWidth()};
    long[] pixels = {type.getHeight(), type.getWidth(), type.getChannels()};
    return new PReLULayer.Builder()
        .inputShape(type.getFormat() == CNN2DFormat.NCHW ? planes : pixels)
        .sharedAxes(random.nextBoolean() ? new long[] {} : new long[] {1})
        .build();
  }

  private Layer resizing(InputTypeConvolutional type) {
    boolean even = type.getHeight() % 2 == 0 && type.getWidth() % 2 == 0;
    return switch (random.nextInt(even ? 4 : 3)) {
      case 0 -> new Upsampling2D.Builder().size(pair(2)).build();
      case 1 -> new ZeroPaddingLayer.Builder(small(), small(), small(), small()).build();
      case 2 -> new Cropping2D.Builder(small(), small(), small(), small()).build();
      default -> new SpaceToDepthLayer.Builder<>().blocks(2).build();
    };
  }

  private Layer dense() {
    return new DenseLayer.Builder()
        .nOut(2 + random.nextInt(8))
        .hasBias(random.nextInt(4) > 0)
        .hasLayerNorm(random.nextInt(4) == 0)
        .activation(activation())
        .build();
  }

  private ConvolutionMode mode() {
    return any(ConvolutionMode.Same, ConvolutionMode.Truncate, ConvolutionMode.Strict);
  }

  /** A kernel that is not smaller than the stride: mode Same may refuse that in DL4J. */
  private int[] kernel(int... stride) {
    return new int[] {stride[0] + random.nextInt(3), stride[1] + random.nextInt(3)};
  }

  private int[] pair(int most) {
    return new int[] {1 + random.nextInt(most), 1 + random.nextInt(most)};
  }

  /** None where the mode is Same, as DL4J wants it; less than the kernel elsewhere. */
  private int[] padding(ConvolutionMode mode, int... kernel) {
    return mode == ConvolutionMode.Same
        ? new int[] {0, 0}
        : new int[] {random.nextInt(kernel[0]), random.nextInt(kernel[1])};
  }

  private int small() {
    return random.nextInt(3);
  }

  private int norm() {
    return 1 + random.nextInt(3);
  }

  /** Neighbours on both sides, fewer than there are channels: DL4J itself fails beyond. */
  private int odd(long channels) {
    return 1 + 2 * random.nextInt((int) Math.min(3, channels));
  }

  @SafeVarargs
  final <T> T any(T... values) {
    return values[random.nextInt(values.length)];
  }
}
