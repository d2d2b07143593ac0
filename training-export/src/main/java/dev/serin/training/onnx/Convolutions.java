package dev.serin.training.onnx;

import java.util.ArrayList;
import java.util.List;
import onnx.Onnx.AttributeProto;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.params.ConvolutionParamInitializer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What the kinds of convolution have in common. */
final class Convolutions {
  private Convolutions() {}

  static Windows windows(ConvolutionLayer conf) {
    return new Windows(
        conf.getKernelSize(),
        conf.getStride(),
        conf.getPadding(),
        conf.getDilation(),
        conf.getConvolutionMode());
  }

  /** Adds a convolution {@code part} of a layer; gives its tensor. */
  static String add(
      LayerContext context,
      String part,
      String input,
      INDArray weights,
      boolean hasBias,
      List<AttributeProto> attributes,
      OnnxGraph graph) {
    String name = context.name();
    List<String> inputs = new ArrayList<>();
    inputs.add(input);
    inputs.add(graph.constant(name + "/" + part + "-W", weights));
    if (hasBias) {
      INDArray bias = context.parameter(ConvolutionParamInitializer.BIAS_KEY);
      inputs.add(graph.constant(name + "/b", bias.reshape(bias.length())));
    }
    return graph.node("Conv", name + "/" + part, inputs, attributes.toArray(AttributeProto[]::new));
  }
}
