package dev.serin.training.onnx;

import java.util.Optional;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.nd4j.linalg.activations.IActivation;

/** Turns the layers of one family into ONNX nodes. */
interface LayerExporter {

  /**
   * The layers it knows: exactly this class. A subclass computes something else, or it would not
   * exist.
   */
  Class<? extends Layer> family();

  /** Why this layer, which is of the family, cannot be exported; empty where it can. */
  Optional<String> refusal(Layer layer);

  /**
   * Whether images are to be given, and results taken, in ONNX's own layout, NCHW; else they come
   * in the network's.
   */
  default boolean readsPlanes() {
    return false;
  }

  /** What is applied to the result, in the network's own layout; empty for nothing. */
  default Optional<IActivation> activation(Layer layer) {
    return Optional.empty();
  }

  /** Adds the nodes of a layer that is not refused; gives the tensor that holds its output. */
  String export(LayerContext context, OnnxGraph graph);
}
