package dev.serin.training.onnx;

import java.util.Optional;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.params.ConvolutionParamInitializer;
import org.nd4j.linalg.activations.IActivation;

/** 2-D convolutions; weights, [out, in, height, width], map as they are. */
final class ConvolutionExporter implements LayerExporter {

  @Override
  public Class<? extends Layer> family() {
    return ConvolutionLayer.class;
  }

  @Override
  public Optional<String> refusal(Layer layer) {
    ConvolutionLayer conf = (ConvolutionLayer) layer;
    return Windows.refusal(conf.getConvolutionMode())
        .or(() -> Activations.refusal(conf.getActivationFn()));
  }

  @Override
  public boolean readsPlanes() {
    return true;
  }

  @Override
  public Optional<IActivation> activation(Layer layer) {
    return Optional.of(((ConvolutionLayer) layer).getActivationFn());
  }

  @Override
  public String export(LayerContext context, OnnxGraph graph) {
    ConvolutionLayer conf = (ConvolutionLayer) context.layer();
    return Convolutions.add(
        context,
        "conv",
        context.input(),
        context.parameter(ConvolutionParamInitializer.WEIGHT_KEY),
        conf.hasBias(),
        Convolutions.windows(conf).attributes(context.height(), context.width()),
        graph);
  }
}
