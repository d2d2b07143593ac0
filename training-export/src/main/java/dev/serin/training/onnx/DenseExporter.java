package dev.serin.training.onnx;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.nd4j.linalg.activations.IActivation;

/** Dense layers. */
final class DenseExporter implements LayerExporter {

  @Override
  public Class<? extends Layer> family() {
    return DenseLayer.class;
  }

  @Override
  public Optional<String> refusal(Layer layer) {
    DenseLayer conf = (DenseLayer) layer;
    return conf.hasLayerNorm()
        ? Optional.of("it has layer normalisation")
        : Activations.refusal(conf.getActivationFn());
  }

  @Override
  public Optional<IActivation> activation(Layer layer) {
    return Optional.of(((DenseLayer) layer).getActivationFn());
  }

  @Override
  public String export(LayerContext context, OnnxGraph graph) {
    DenseLayer conf = (DenseLayer) context.layer();
    return product(context, conf.hasBias(), context.name() + "/gemm", graph);
  }

  /** Adds input x W + b as tensor {@code output}; W is [in, out]. */
  static String product(LayerContext context, boolean hasBias, String output, OnnxGraph graph) {
    List<String> inputs = new ArrayList<>();
    inputs.add(context.input());
    inputs.add(
        graph.constant(
            context.name() + "/W", context.parameter(DefaultParamInitializer.WEIGHT_KEY)));
    if (hasBias) {
      var bias = context.parameter(DefaultParamInitializer.BIAS_KEY);
      inputs.add(graph.constant(context.name() + "/b", bias.reshape(bias.length())));
    }
    return graph.node("Gemm", output, inputs);
  }
}
