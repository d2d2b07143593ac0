package dev.serin.training.onnx;

import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.PReLULayer;
import org.deeplearning4j.nn.params.PReLUParamInitializer;

/** Rectifiers with a trained slope below zero. */
final class PReluExporter implements LayerExporter {

  @Override
  public Class<? extends Layer> family() {
    return PReLULayer.class;
  }

  @Override
  public Optional<String> refusal(Layer layer) {
    return Optional.empty();
  }

  @Override
  public String export(LayerContext context, OnnxGraph graph) {
    String name = context.name();
    return graph.node(
        "PRelu",
        name + "/prelu",
        List.of(
            context.input(),
            graph.constant(name + "/slope", context.parameter(PReLUParamInitializer.WEIGHT_KEY))));
  }
}
