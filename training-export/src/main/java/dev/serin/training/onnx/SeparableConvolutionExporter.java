package dev.serin.training.onnx;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import onnx.Onnx.AttributeProto;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.params.SeparableConvolutionParamInitializer;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A convolution of each channel for itself, [multiplier, in, height, width], and one of each pixel
 * for itself, [out, in * multiplier, 1, 1].
 */
final class SeparableConvolutionExporter implements LayerExporter {

  @Override
  public Class<? extends Layer> family() {
    return SeparableConvolution2D.class;
  }

  @Override
  public Optional<String> refusal(Layer layer) {
    SeparableConvolution2D conf = (SeparableConvolution2D) layer;
    if (conf.getNIn() == 1) {
      return Optional.of("it reads one channel, which DL4J itself computes wrongly");
    }
    return Windows.refusal(conf.getConvolutionMode())
        .or(() -> Activations.refusal(conf.getActivationFn()));
  }

  @Override
  public boolean readsPlanes() {
    return true;
  }

  @Override
  public Optional<IActivation> activation(Layer layer) {
    return Optional.of(((SeparableConvolution2D) layer).getActivationFn());
  }

  @Override
  public String export(LayerContext context, OnnxGraph graph) {
    SeparableConvolution2D conf = (SeparableConvolution2D) context.layer();
    INDArray depth = context.parameter(SeparableConvolutionParamInitializer.DEPTH_WISE_WEIGHT_KEY);
    long in = depth.size(1);
    INDArray grouped =
        depth
            .permute(1, 0, 2, 3)
            .dup('c')
            .reshape('c', in * depth.size(0), 1, depth.size(2), depth.size(3));
    List<AttributeProto> attributes =
        new ArrayList<>(Convolutions.windows(conf).attributes(context.height(), context.width()));
    attributes.add(OnnxGraph.integer("group", in));
    String each =
        Convolutions.add(context, "depthwise", context.input(), grouped, false, attributes, graph);
    INDArray point = context.parameter(SeparableConvolutionParamInitializer.POINT_WISE_WEIGHT_KEY);
    return Convolutions.add(context, "pointwise", each, point, conf.hasBias(), List.of(), graph);
  }
}
