package dev.serin.training.onnx;

import java.util.Optional;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;

/**
 * The dense layer at the end. Its softmax is left to the server: logits are what a proof can
 * compare and what a temperature can be applied to.
 */
final class OutputExporter implements LayerExporter {

  @Override
  public Class<? extends Layer> family() {
    return OutputLayer.class;
  }

  @Override
  public Optional<String> refusal(Layer layer) {
    OutputLayer conf = (OutputLayer) layer;
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
    boolean hasBias = ((OutputLayer) context.layer()).hasBias();
    return DenseExporter.product(context, hasBias, OnnxExporter.OUTPUT, graph);
  }
}
