package dev.serin.training.onnx;

import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.jspecify.annotations.Nullable;

/** Turns what reshapes a layer's input into ONNX nodes. */
final class Preprocessors {
  private Preprocessors() {}

  static Optional<String> refusal(@Nullable InputPreProcessor preprocessor) {
    if (preprocessor == null
        || preprocessor.getClass() == CnnToFeedForwardPreProcessor.class
        || preprocessor.getClass() == FeedForwardToCnnPreProcessor.class) {
      return Optional.empty();
    }
    return Optional.of(
        "its preprocessor "
            + preprocessor.getClass().getSimpleName()
            + " is not known to the exporter");
  }

  /**
   * The input of part {@code name}, in the network's own layout, reshaped.
   *
   * @param read what that input is
   */
  static String apply(
      @Nullable InputPreProcessor preprocessor,
      String name,
      String input,
      InputType read,
      OnnxGraph graph) {
    if (preprocessor == null) {
      return input;
    }
    if (preprocessor instanceof FeedForwardToCnnPreProcessor image) {
      if (read instanceof InputType.InputTypeConvolutional) {
        return input;
      }
      // Channels first, whatever the layers behind it say: DL4J's has no other layout.
      String shape =
          graph.longs(
              name + "/image-shape",
              0,
              image.getNumChannels(),
              image.getInputHeight(),
              image.getInputWidth());
      return graph.node("Reshape", name + "/image", List.of(input, shape));
    }
    // Row by row in the network's own layout, as DL4J does.
    return graph.node("Flatten", name + "/flatten", List.of(input), OnnxGraph.integer("axis", 1));
  }
}
