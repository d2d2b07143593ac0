package dev.serin.training.onnx;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import onnx.Onnx.AttributeProto;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;

/** Poolings: the largest, the mean, or the p-norm of what a window shows. */
final class PoolingExporter implements LayerExporter {

  @Override
  public Class<? extends Layer> family() {
    return SubsamplingLayer.class;
  }

  @Override
  public Optional<String> refusal(Layer layer) {
    SubsamplingLayer conf = (SubsamplingLayer) layer;
    if (conf.getPoolingType() == PoolingType.SUM) {
      return Optional.of("its pooling type is SUM, which DL4J knows for the whole image only");
    }
    if (conf.getDilation()[0] != 1 || conf.getDilation()[1] != 1) {
      return Optional.of("it has a dilation; DL4J itself computes such a pooling wrongly");
    }
    return Windows.refusal(conf.getConvolutionMode());
  }

  @Override
  public boolean readsPlanes() {
    return true;
  }

  @Override
  public String export(LayerContext context, OnnxGraph graph) {
    SubsamplingLayer conf = (SubsamplingLayer) context.layer();
    Windows windows =
        new Windows(
            conf.getKernelSize(),
            conf.getStride(),
            conf.getPadding(),
            conf.getDilation(),
            conf.getConvolutionMode());
    List<AttributeProto> attributes =
        new ArrayList<>(windows.attributes(context.height(), context.width()));
    String op = "MaxPool";
    if (conf.getPoolingType() == PoolingType.AVG) {
      op = "AveragePool";
      attributes.add(
          OnnxGraph.integer("count_include_pad", conf.isAvgPoolIncludePadInDivisor() ? 1 : 0));
    } else if (conf.getPoolingType() == PoolingType.PNORM) {
      op = "LpPool";
      attributes.add(OnnxGraph.integer("p", conf.getPnorm()));
    }
    return graph.node(
        op,
        context.name() + "/pool",
        List.of(context.input()),
        attributes.toArray(AttributeProto[]::new));
  }
}
