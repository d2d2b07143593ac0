package dev.serin.worker.testing;

import static dev.serin.worker.testing.OnnxMessages.FLOAT;
import static dev.serin.worker.testing.OnnxMessages.external;
import static dev.serin.worker.testing.OnnxMessages.file;
import static dev.serin.worker.testing.OnnxMessages.floats;
import static dev.serin.worker.testing.OnnxMessages.longs;
import static dev.serin.worker.testing.OnnxMessages.node;
import static dev.serin.worker.testing.OnnxMessages.number;
import static dev.serin.worker.testing.OnnxMessages.numbers;
import static dev.serin.worker.testing.OnnxMessages.value;

import dev.serin.worker.image.InputSpec;
import dev.serin.worker.image.InputSpec.Colour;
import dev.serin.worker.image.InputSpec.Crop;
import dev.serin.worker.image.InputSpec.Decode;
import dev.serin.worker.image.InputSpec.ElementType;
import dev.serin.worker.image.InputSpec.Layout;
import dev.serin.worker.image.InputSpec.Orient;
import dev.serin.worker.image.Resize;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A graph small enough to be computed by hand: the mean of each channel, times weights, plus a
 * bias; softmax if asked for. Written as the bytes of an ONNX file (opset 13, IR version 7).
 *
 * <p>{@link #rgb()} tells red, green and blue images apart. The methods that return a graph change
 * this one.
 */
public final class TinyGraph {
  private static final int UINT8 = 2;
  private static final int FLOAT16 = 10;
  private static final int DATA_OFFSET = 64;

  private Layout layout = Layout.NCHW;
  private int elementType = FLOAT;
  private int batch;
  private int side = 8;
  private String inputName = "pixels";
  private String outputName = "scores";
  private boolean softmax;
  private boolean sigmoid;
  private Quirk quirk = Quirk.NONE;
  private boolean fourDimensional;
  private boolean oneRow;
  private @Nullable String dataLocation;

  /** For each class the weight of each channel. */
  private float[][] weights;

  private float[] bias;

  private TinyGraph(float[][] weights, float[] bias) {
    this.weights = weights;
    this.bias = bias;
  }

  /** Float32 NCHW of any batch, three classes: ten times the mean of red, green and blue. */
  public static TinyGraph rgb() {
    return new TinyGraph(new float[][] {{10, 0, 0}, {0, 10, 0}, {0, 0, 10}}, new float[3]);
  }

  /** The same answers from other bytes: each variant has a digest of its own. */
  public TinyGraph variant(int number) {
    bias = new float[] {number, number, number};
    return this;
  }

  /**
   * As many classes as there are rows in {@code rows}; each row has a weight for each channel. No
   * bias means 0.
   */
  public TinyGraph weights(float[][] rows, float... biases) {
    weights = rows;
    bias = biases.length == 0 ? new float[rows.length] : biases;
    return this;
  }

  public TinyGraph nhwc() {
    layout = Layout.NHWC;
    return this;
  }

  public TinyGraph uint8() {
    elementType = UINT8;
    return this;
  }

  /** A type that Serin cannot fill. */
  public TinyGraph float16() {
    elementType = FLOAT16;
    return this;
  }

  /** A graph that takes exactly {@code images} at a time. */
  public TinyGraph fixedBatch(int images) {
    batch = images;
    return this;
  }

  public TinyGraph side(int pixels) {
    side = pixels;
    return this;
  }

  public TinyGraph inputName(String name) {
    inputName = name;
    return this;
  }

  public TinyGraph softmax() {
    softmax = true;
    return this;
  }

  /** Each class by itself: probabilities that do not add up to 1. */
  public TinyGraph sigmoid() {
    sigmoid = true;
    return this;
  }

  public TinyGraph quirk(Quirk what) {
    quirk = what;
    return this;
  }

  /** Output [N, classes, 1, 1], as SqueezeNet has it. */
  public TinyGraph fourDimensional() {
    fourDimensional = true;
    return this;
  }

  /** A common fault: takes any batch by its declaration, but makes one row of all its images. */
  public TinyGraph oneRow() {
    oneRow = true;
    return this;
  }

  /** The weights lie in a data file, as {@code location} says. */
  public TinyGraph dataIn(String location) {
    dataLocation = location;
    return this;
  }

  /** Where the weights lie; null where they are in the graph itself. */
  public @Nullable String dataLocation() {
    return dataLocation;
  }

  /** Content of the data file: some bytes of nobody, then the weights. */
  public byte[] data() {
    byte[] values = Protobuf.littleEndian(transposed());
    byte[] data = new byte[DATA_OFFSET + values.length];
    System.arraycopy(values, 0, data, DATA_OFFSET, values.length);
    return data;
  }

  /** What a manifest must say of this graph's input: pixels / 255, stretched to its side. */
  public InputSpec spec() {
    return new InputSpec(
        inputName,
        elementType == UINT8 ? ElementType.UINT8 : ElementType.FLOAT32,
        layout,
        side,
        side,
        channels() == 1 ? Colour.GREY : Colour.RGB,
        Orient.EXIF,
        Decode.EXACT,
        new Resize(Resize.Rule.EXACT, 0, Resize.Filter.AREA),
        Crop.CENTRE,
        elementType == UINT8 ? 1 : 1 / 255.0,
        List.of(),
        List.of());
  }

  public String outputName() {
    return outputName;
  }

  public boolean givesProbabilities() {
    return softmax || sigmoid;
  }

  public int classes() {
    return weights.length;
  }

  public int channels() {
    return weights[0].length;
  }

  /** The output for an image whose channels have these means, as values of the graph's input. */
  public double[] output(double... means) {
    double[] output = new double[classes()];
    for (int k = 0; k < output.length; k++) {
      output[k] = bias[k];
      for (int c = 0; c < means.length; c++) {
        output[k] += weights[k][c] * means[c];
      }
    }
    return softmax ? softmax(output) : sigmoid ? sigmoid(output) : output;
  }

  /** The probabilities for an image of this colour; 0 to 255 each. */
  public double[] probabilities(int red, int green, int blue) {
    double unit = elementType == UINT8 ? 1 : 255;
    double[] output = output(red / unit, green / unit, blue / unit);
    return givesProbabilities() ? output : softmax(output);
  }

  private static double[] sigmoid(double... values) {
    return Arrays.stream(values).map(value -> 1 / (1 + Math.exp(-value))).toArray();
  }

  public static double[] softmax(double... values) {
    double largest = Arrays.stream(values).max().orElseThrow();
    double sum = 0;
    double[] result = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      result[i] = Math.exp(values[i] - largest);
      sum += result[i];
    }
    for (int i = 0; i < values.length; i++) {
      result[i] /= sum;
    }
    return result;
  }

  /** The ONNX file. */
  public byte[] bytes() {
    Protobuf graph = new Protobuf();
    String values = inputName;
    if (elementType != FLOAT) {
      graph.message(1, node("Cast", "float", values).message(5, number("to", FLOAT)));
      values = "float";
    }
    long[] axes = layout == Layout.NCHW ? new long[] {2, 3} : new long[] {1, 2};
    graph.message(
        1,
        node("ReduceMean", "means", values)
            .message(5, numbers("axes", axes))
            .message(5, number("keepdims", 0)));
    String features = quirk.addBeforeWeights(graph);
    graph.message(1, node("MatMul", "products", features, "weights"));
    graph.message(1, node("Add", "logits", "products", "bias"));
    values = quirk.addAfterLogits(graph, values, "logits");
    if (oneRow) {
      graph.message(1, node("Reshape", "row", values, "one_row"));
      graph.message(5, longs("one_row", 1, -1));
      values = "row";
    }
    if (softmax) {
      graph.message(1, node("Softmax", "softmax", values).message(5, number("axis", 1)));
      values = "softmax";
    }
    if (sigmoid) {
      graph.message(1, node("Sigmoid", "sigmoid", values));
      values = "sigmoid";
    }
    if (fourDimensional) {
      graph.message(1, node("Unsqueeze", "four", values, "last"));
      graph.message(5, longs("last", 2, 3));
      values = "four";
    }
    graph.message(1, node("Identity", outputName, values));
    graph.text(2, "tiny");
    graph.message(
        5,
        dataLocation == null
            ? floats("weights", transposed(), channels(), classes())
            : external(
                "weights",
                dataLocation,
                DATA_OFFSET,
                4L * channels() * classes(),
                channels(),
                classes()));
    graph.message(5, floats("bias", bias, classes()));
    graph.message(11, value(inputName, elementType, inputShape()));
    graph.message(12, value(outputName, FLOAT, outputShape()));
    return file(graph);
  }

  private long[] inputShape() {
    return layout == Layout.NCHW
        ? new long[] {batch, channels(), side, side}
        : new long[] {batch, side, side, channels()};
  }

  private long[] outputShape() {
    return fourDimensional
        ? new long[] {batch, classes(), 1, 1}
        : new long[] {batch, oneRow ? 0 : classes()};
  }

  private float[] transposed() {
    float[] flat = new float[channels() * classes()];
    for (int c = 0; c < channels(); c++) {
      for (int k = 0; k < classes(); k++) {
        flat[c * classes() + k] = weights[k][c];
      }
    }
    return flat;
  }
}
