package dev.serin.training.onnx;

import java.util.List;
import java.util.Optional;
import onnx.Onnx.AttributeProto;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;

/** Max poolings. */
final class PoolingExporter implements LayerExporter {

  @Override
  public Class<? extends Layer> family() {
    return SubsamplingLayer.class;
  }

  @Override
  public Optional<String> refusal(Layer layer) {
    SubsamplingLayer conf = (SubsamplingLayer) layer;
    if (conf.getPoolingType() != PoolingType.MAX) {
      return Optional.of("its pooling type is " + conf.getPoolingType() + "; only MAX is exported");
    }
    return Windows.refusal(
        conf.getCnn2dDataFormat(), conf.getConvolutionMode(), conf.getDilation());
  }

  @Override
  public String export(LayerContext context, OnnxGraph graph) {
    SubsamplingLayer conf = (SubsamplingLayer) context.layer();
    return graph.node(
        "MaxPool",
        context.name() + "/pool",
        List.of(context.input()),
        Windows.attributes(
                conf.getKernelSize(),
                conf.getStride(),
                conf.getPadding(),
                conf.getConvolutionMode())
            .toArray(AttributeProto[]::new));
  }
}
