package dev.serin.training.onnx;

import java.util.List;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.jspecify.annotations.Nullable;

/** One part of a network, in the order of computation, whichever kind of network it is. */
sealed interface Step {

  /** Unique in the network. */
  String name();

  /** What it reads: names of other steps, or of the network's input. */
  List<String> inputs();

  /**
   * A layer.
   *
   * @param preprocessor what reshapes its input first; null for nothing
   */
  record OfLayer(
      String name, List<String> inputs, Layer layer, @Nullable InputPreProcessor preprocessor)
      implements Step {}

  /** A vertex that is no layer. */
  record OfVertex(String name, List<String> inputs, GraphVertex vertex) implements Step {}
}
