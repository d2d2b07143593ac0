package dev.serin.training.onnx;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import onnx.Onnx.AttributeProto;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Dense layers. */
final class DenseExporter implements LayerExporter {

  @Override
  public Class<? extends Layer> family() {
    return DenseLayer.class;
  }

  @Override
  public Optional<String> refusal(Layer layer) {
    return Activations.refusal(((DenseLayer) layer).getActivationFn());
  }

  @Override
  public Optional<IActivation> activation(Layer layer) {
    return Optional.of(((DenseLayer) layer).getActivationFn());
  }

  @Override
  public String export(LayerContext context, OnnxGraph graph) {
    DenseLayer conf = (DenseLayer) context.layer();
    return conf.hasLayerNorm()
        ? normalised(context, conf.hasBias(), graph)
        : product(context, conf.hasBias(), context.name() + "/gemm", graph);
  }

  /**
   * norm(input x W) * g + b. The norm is written out: ONNX's LayerNormalization adds an epsilon to
   * the variance, DL4J none.
   */
  private static String normalised(LayerContext context, boolean hasBias, OnnxGraph graph) {
    String name = context.name();
    AttributeProto features = OnnxGraph.ints("axes", 1);
    String product = product(context, false, name + "/gemm", graph);
    String mean = graph.node("ReduceMean", name + "/mean", List.of(product), features);
    String centred = graph.node("Sub", name + "/centred", List.of(product, mean));
    String square = graph.node("Mul", name + "/square", List.of(centred, centred));
    String variance = graph.node("ReduceMean", name + "/variance", List.of(square), features);
    String deviation = graph.node("Sqrt", name + "/deviation", List.of(variance));
    // Where all features are the same DL4J gives zeros.
    String least = graph.scalar(name + "/least", Float.MIN_NORMAL);
    String divisor = graph.node("Max", name + "/divisor", List.of(deviation, least));
    String norm = graph.node("Div", name + "/norm", List.of(centred, divisor));
    String gain = row(context, DefaultParamInitializer.GAIN_KEY, graph);
    String scaled = graph.node("Mul", name + "/gained", List.of(norm, gain));
    return hasBias
        ? graph.node(
            "Add",
            name + "/biased",
            List.of(scaled, row(context, DefaultParamInitializer.BIAS_KEY, graph)))
        : scaled;
  }

  /** Adds input x W + b as tensor {@code output}; W is [in, out]. */
  static String product(LayerContext context, boolean hasBias, String output, OnnxGraph graph) {
    List<String> inputs = new ArrayList<>();
    inputs.add(context.input());
    inputs.add(
        graph.constant(
            context.name() + "/W", context.parameter(DefaultParamInitializer.WEIGHT_KEY)));
    if (hasBias) {
      inputs.add(row(context, DefaultParamInitializer.BIAS_KEY, graph));
    }
    return graph.node("Gemm", output, inputs);
  }

  private static String row(LayerContext context, String key, OnnxGraph graph) {
    INDArray values = context.parameter(key);
    return graph.constant(context.name() + "/" + key, values.reshape(values.length()));
  }
}
