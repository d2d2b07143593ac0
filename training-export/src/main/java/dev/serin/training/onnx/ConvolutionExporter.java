package dev.serin.training.onnx;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import onnx.Onnx.AttributeProto;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.params.ConvolutionParamInitializer;

/** 2-D convolutions; weights, [out, in, height, width], map as they are. */
final class ConvolutionExporter implements LayerExporter {

  @Override
  public Class<? extends Layer> family() {
    return ConvolutionLayer.class;
  }

  @Override
  public Optional<String> refusal(Layer layer) {
    ConvolutionLayer conf = (ConvolutionLayer) layer;
    return Windows.refusal(conf.getCnn2dDataFormat(), conf.getConvolutionMode(), conf.getDilation())
        .or(() -> Activations.refusal(conf.getActivationFn()));
  }

  @Override
  public String export(LayerContext context, OnnxGraph graph) {
    ConvolutionLayer conf = (ConvolutionLayer) context.layer();
    String name = context.name();
    List<String> inputs = new ArrayList<>();
    inputs.add(context.input());
    inputs.add(
        graph.constant(name + "/W", context.parameter(ConvolutionParamInitializer.WEIGHT_KEY)));
    if (conf.hasBias()) {
      var bias = context.parameter(ConvolutionParamInitializer.BIAS_KEY);
      inputs.add(graph.constant(name + "/b", bias.reshape(bias.length())));
    }
    String convolved =
        graph.node(
            "Conv",
            name + "/conv",
            inputs,
            Windows.attributes(
                    conf.getKernelSize(),
                    conf.getStride(),
                    conf.getPadding(),
                    conf.getConvolutionMode())
                .toArray(AttributeProto[]::new));
    return Activations.apply(conf.getActivationFn(), name, convolved, graph);
  }
}
