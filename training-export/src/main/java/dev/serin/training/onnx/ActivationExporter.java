package dev.serin.training.onnx;

import java.util.Optional;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.Layer;

/** Activations that are layers of their own. */
final class ActivationExporter implements LayerExporter {

  @Override
  public Class<? extends Layer> family() {
    return ActivationLayer.class;
  }

  @Override
  public Optional<String> refusal(Layer layer) {
    return Activations.refusal(((ActivationLayer) layer).getActivationFn());
  }

  @Override
  public String export(LayerContext context, OnnxGraph graph) {
    return Activations.apply(
        ((ActivationLayer) context.layer()).getActivationFn(),
        context.name(),
        context.input(),
        graph);
  }
}
