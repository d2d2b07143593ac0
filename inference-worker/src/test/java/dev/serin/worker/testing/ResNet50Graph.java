package dev.serin.worker.testing;

import static dev.serin.worker.testing.OnnxMessages.FLOAT;
import static dev.serin.worker.testing.OnnxMessages.file;
import static dev.serin.worker.testing.OnnxMessages.floats;
import static dev.serin.worker.testing.OnnxMessages.node;
import static dev.serin.worker.testing.OnnxMessages.numbers;
import static dev.serin.worker.testing.OnnxMessages.value;

import java.util.Random;

/**
 * ResNet-50 as it is served: the layers of K. He et al., "Deep residual learning for image
 * recognition", 2015, table 1, with batch normalisation folded into the convolutions. 4.1 billion
 * multiplications an image, 25.6 million weights, drawn at random: it takes the time that the
 * network takes, and knows nothing.
 */
public final class ResNet50Graph {
  public static final String INPUT = "input";
  public static final String OUTPUT = "logits";
  public static final int SIDE = 224;
  public static final int CLASSES = 1000;

  private static final int[] BLOCKS = {3, 4, 6, 3};
  private static final int EXPANSION = 4;

  private final Protobuf graph = new Protobuf();
  private final Random random;

  private ResNet50Graph(long seed) {
    this.random = new Random(seed);
  }

  /** The ONNX file; the same seed gives the same bytes. */
  public static byte[] bytes(long seed) {
    return new ResNet50Graph(seed).build();
  }

  private byte[] build() {
    String x = convolution("stem", INPUT, 3, 64, 7, 2, true);
    graph.message(
        1,
        node("MaxPool", "pool", x)
            .message(5, numbers("kernel_shape", 3, 3))
            .message(5, numbers("pads", 1, 1, 1, 1))
            .message(5, numbers("strides", 2, 2)));
    x = "pool";
    int channels = 64;
    for (int stage = 0; stage < BLOCKS.length; stage++) {
      int width = 64 << stage;
      for (int block = 0; block < BLOCKS[stage]; block++) {
        int stride = stage > 0 && block == 0 ? 2 : 1;
        x = bottleneck("stage" + stage + "_" + block, x, channels, width, stride);
        channels = width * EXPANSION;
      }
    }
    graph.message(1, node("GlobalAveragePool", "means", x));
    graph.message(1, node("Flatten", "features", "means"));
    graph.message(1, node("Gemm", OUTPUT, "features", "head_w", "head_b"));
    graph.message(5, floats("head_w", weights(channels * CLASSES, channels), channels, CLASSES));
    graph.message(5, floats("head_b", new float[CLASSES], CLASSES));
    graph.text(2, "resnet50");
    graph.message(11, value(INPUT, FLOAT, 0, 3, SIDE, SIDE));
    graph.message(12, value(OUTPUT, FLOAT, 0, CLASSES));
    return file(graph);
  }

  private String bottleneck(String name, String input, int channels, int width, int stride) {
    String x = convolution(name + "_a", input, channels, width, 1, 1, true);
    x = convolution(name + "_b", x, width, width, 3, stride, true);
    x = convolution(name + "_c", x, width, width * EXPANSION, 1, 1, false);
    String beside =
        channels == width * EXPANSION
            ? input
            : convolution(name + "_d", input, channels, width * EXPANSION, 1, stride, false);
    graph.message(1, node("Add", name + "_sum", x, beside));
    graph.message(1, node("Relu", name, name + "_sum"));
    return name;
  }

  private String convolution(
      String name, String input, int in, int out, int side, int stride, boolean relu) {
    int pad = side / 2;
    graph.message(
        1,
        node("Conv", name + "_conv", input, name + "_w", name + "_b")
            .message(5, numbers("kernel_shape", side, side))
            .message(5, numbers("pads", pad, pad, pad, pad))
            .message(5, numbers("strides", stride, stride)));
    int fanIn = in * side * side;
    graph.message(5, floats(name + "_w", weights(out * fanIn, fanIn), out, in, side, side));
    graph.message(5, floats(name + "_b", new float[out], out));
    if (!relu) {
      return name + "_conv";
    }
    graph.message(1, node("Relu", name, name + "_conv"));
    return name;
  }

  /** Small enough that sixteen sums on top of each other stay numbers. */
  private float[] weights(int count, int fanIn) {
    float[] values = new float[count];
    double deviation = Math.sqrt(1.0 / fanIn);
    for (int i = 0; i < count; i++) {
      values[i] = (float) (random.nextGaussian() * deviation);
    }
    return values;
  }
}
