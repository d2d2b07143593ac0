package dev.serin.training.onnx;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import onnx.Onnx.AttributeProto;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.params.DepthwiseConvolutionParamInitializer;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Convolutions of each channel for itself; weights are [height, width, in, multiplier]. */
final class DepthwiseConvolutionExporter implements LayerExporter {

  @Override
  public Class<? extends Layer> family() {
    return DepthwiseConvolution2D.class;
  }

  @Override
  public Optional<String> refusal(Layer layer) {
    DepthwiseConvolution2D conf = (DepthwiseConvolution2D) layer;
    return Windows.refusal(conf.getConvolutionMode())
        .or(() -> Activations.refusal(conf.getActivationFn()));
  }

  @Override
  public boolean readsPlanes() {
    return true;
  }

  @Override
  public Optional<IActivation> activation(Layer layer) {
    return Optional.of(((DepthwiseConvolution2D) layer).getActivationFn());
  }

  @Override
  public String export(LayerContext context, OnnxGraph graph) {
    DepthwiseConvolution2D conf = (DepthwiseConvolution2D) context.layer();
    INDArray weights = context.parameter(DepthwiseConvolutionParamInitializer.WEIGHT_KEY);
    long height = weights.size(0);
    long width = weights.size(1);
    long in = weights.size(2);
    INDArray grouped =
        weights.permute(2, 3, 0, 1).dup('c').reshape('c', in * weights.size(3), 1, height, width);
    List<AttributeProto> attributes =
        new ArrayList<>(Convolutions.windows(conf).attributes(context.height(), context.width()));
    attributes.add(OnnxGraph.integer("group", in));
    return Convolutions.add(
        context, "depthwise", context.input(), grouped, conf.hasBias(), attributes, graph);
  }
}
