package dev.serin.worker.testing;

import static dev.serin.worker.testing.OnnxMessages.floats;
import static dev.serin.worker.testing.OnnxMessages.node;
import static dev.serin.worker.testing.OnnxMessages.number;

/**
 * What a {@link TinyGraph} does besides. Red is an image whose red is brighter than its green by
 * more than nine tenths.
 */
public enum Quirk {
  NONE,
  /** Scales all images of a batch by the largest value among them. */
  DYNAMIC_QUANTISATION,
  /** Takes the mean of a batch off each of its images. */
  CENTRED_BATCH,
  /** An index out of range stops the run of a batch with a red image. */
  FAILS_ON_RED,
  /** Red images get NaN. */
  NAN_ON_RED,
  /** Divides by the range of the pixels, which a plain image has none of. */
  NAN_ON_PLAIN;

  private static final int INT64 = 7;
  private static final String MEANS = "means";

  /** Adds what comes between the means of the channels and the weights; names its result. */
  String addBeforeWeights(Protobuf graph) {
    switch (this) {
      case DYNAMIC_QUANTISATION -> {
        graph.message(
            1, node("DynamicQuantizeLinear", "bytes", MEANS).text(2, "scale").text(2, "zero"));
        graph.message(1, node("DequantizeLinear", "coarse", "bytes", "scale", "zero"));
        return "coarse";
      }
      case CENTRED_BATCH -> {
        graph.message(
            1, node("ReduceMean", "centre", MEANS).message(5, OnnxMessages.numbers("axes", 0)));
        graph.message(1, node("Sub", "centred", MEANS, "centre"));
        return "centred";
      }
      default -> {
        return MEANS;
      }
    }
  }

  /** Adds what comes after {@code logits} [N, classes] of the input {@code pixels}. */
  String addAfterLogits(Protobuf graph, String pixels, String logits) {
    switch (this) {
      case FAILS_ON_RED -> {
        addRedness(graph);
        graph.message(1, node("Cast", "index", "redness").message(5, number("to", INT64)));
        graph.message(1, node("Gather", "extra", "table", "index"));
        graph.message(5, floats("table", new float[1], 1));
      }
      case NAN_ON_RED -> {
        addRedness(graph);
        graph.message(1, node("Neg", "negative", "redness"));
        graph.message(1, node("Sqrt", "extra", "negative"));
      }
      case NAN_ON_PLAIN -> {
        long[] all = {1, 2, 3};
        for (String end : new String[] {"Max", "Min"}) {
          graph.message(
              1,
              node("Reduce" + end, end, pixels)
                  .message(5, OnnxMessages.numbers("axes", all))
                  .message(5, number("keepdims", 0)));
        }
        graph.message(1, node("Sub", "range", "Max", "Min"));
        graph.message(1, node("Div", "ratio", "range", "range"));
        graph.message(1, node("Unsqueeze", "extra", "ratio", "second"));
        graph.message(5, OnnxMessages.longs("second", 1));
      }
      default -> {
        return logits;
      }
    }
    graph.message(1, node("Add", "quirky", logits, "extra"));
    return "quirky";
  }

  /** [N, 1]: 0 for other images than red ones, 1 to 100 for these. */
  private static void addRedness(Protobuf graph) {
    graph.message(1, node("MatMul", "difference", MEANS, "red_less_green"));
    graph.message(1, node("Add", "above", "difference", "limit"));
    graph.message(1, node("Relu", "redness", "above"));
    graph.message(5, floats("red_less_green", new float[] {1000, -1000, 0}, 3, 1));
    graph.message(5, floats("limit", new float[] {-900}, 1));
  }
}
