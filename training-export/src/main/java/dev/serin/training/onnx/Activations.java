package dev.serin.training.onnx;

import java.util.List;
import java.util.Optional;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationReLU;

/** Turns DL4J's activation functions into ONNX nodes. */
final class Activations {
  private Activations() {}

  /** Why this activation cannot be exported; empty where it can. */
  static Optional<String> refusal(IActivation activation) {
    if (activation.getClass() == ActivationIdentity.class
        || activation.getClass() == ActivationReLU.class) {
      return Optional.empty();
    }
    return Optional.of(
        "its activation "
            + activation.getClass().getSimpleName()
            + " is not known to the exporter");
  }

  /** Applies an activation that is not refused to a tensor; gives the tensor that results. */
  static String apply(IActivation activation, String name, String input, OnnxGraph graph) {
    return activation.getClass() == ActivationReLU.class
        ? graph.node("Relu", name + "/relu", List.of(input))
        : input;
  }
}
