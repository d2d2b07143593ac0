package dev.serin.training.onnx;

import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.misc.ElementWiseMultiplicationLayer;
import org.deeplearning4j.nn.params.ElementWiseParamInitializer;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Layers that multiply each feature by a trained factor and add a trained term. */
final class ScalingExporter implements LayerExporter {

  @Override
  public Class<? extends Layer> family() {
    return ElementWiseMultiplicationLayer.class;
  }

  @Override
  public Optional<String> refusal(Layer layer) {
    return Activations.refusal(((ElementWiseMultiplicationLayer) layer).getActivationFn());
  }

  @Override
  public Optional<IActivation> activation(Layer layer) {
    return Optional.of(((ElementWiseMultiplicationLayer) layer).getActivationFn());
  }

  @Override
  public String export(LayerContext context, OnnxGraph graph) {
    String name = context.name();
    String factors = row(context, ElementWiseParamInitializer.WEIGHT_KEY, graph);
    String terms = row(context, ElementWiseParamInitializer.BIAS_KEY, graph);
    String product = graph.node("Mul", name + "/product", List.of(context.input(), factors));
    return graph.node("Add", name + "/sum", List.of(product, terms));
  }

  private static String row(LayerContext context, String key, OnnxGraph graph) {
    INDArray values = context.parameter(key);
    return graph.constant(context.name() + "/" + key, values.reshape(values.length()));
  }
}
