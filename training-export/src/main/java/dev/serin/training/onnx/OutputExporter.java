package dev.serin.training.onnx;

import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.conf.layers.CenterLossOutputLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;

/**
 * The end of a network: a dense layer and a softmax, or a softmax alone. The softmax is left to the
 * server: logits are what a proof can compare and what a temperature can be applied to.
 *
 * @param family {@link OutputLayer}, {@link CenterLossOutputLayer} or {@link LossLayer}
 */
record OutputExporter(Class<? extends Layer> family) implements LayerExporter {

  @Override
  public Optional<String> refusal(Layer layer) {
    BaseLayer conf = (BaseLayer) layer;
    if (conf.getActivationFn().getClass() != ActivationSoftmax.class) {
      return Optional.of(
          "its activation is "
              + conf.getActivationFn().getClass().getSimpleName()
              + "; an output must be a softmax");
    }
    return Optional.empty();
  }

  @Override
  public String export(LayerContext context, OnnxGraph graph) {
    return context.layer() instanceof BaseOutputLayer output
        ? DenseExporter.product(context, output.hasBias(), OnnxExporter.OUTPUT, graph)
        : graph.node("Identity", OnnxExporter.OUTPUT, List.of(context.input()));
  }
}
