package dev.serin.training.onnx;

import java.util.Optional;
import org.deeplearning4j.nn.conf.layers.Layer;

/** Turns the layers of one family into ONNX nodes. */
interface LayerExporter {

  /**
   * The layers it knows: exactly this class. A subclass computes something else, or it would not
   * exist.
   */
  Class<? extends Layer> family();

  /** Why this layer, which is of the family, cannot be exported; empty where it can. */
  Optional<String> refusal(Layer layer);

  /** Adds the nodes of a layer that is not refused; gives the tensor that holds its output. */
  String export(LayerContext context, OnnxGraph graph);
}
