package dev.serin.training.onnx;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import onnx.Onnx.AttributeProto;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.params.DeconvolutionParamInitializer;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Transposed convolutions; weights, [in, out, height, width], map as they are. */
final class DeconvolutionExporter implements LayerExporter {

  @Override
  public Class<? extends Layer> family() {
    return Deconvolution2D.class;
  }

  @Override
  public Optional<String> refusal(Layer layer) {
    Deconvolution2D conf = (Deconvolution2D) layer;
    if (conf.getCnn2dDataFormat() == CNN2DFormat.NHWC) {
      return Optional.of("DL4J's own misreads some channels-last images; use channels first");
    }
    if (conf.getDilation()[0] != 1 || conf.getDilation()[1] != 1) {
      return Optional.of("it has a dilation; DL4J itself cannot train a deconvolution with one");
    }
    if (conf.getConvolutionMode() == ConvolutionMode.Same
        && (conf.getKernelSize()[0] < conf.getStride()[0]
            || conf.getKernelSize()[1] < conf.getStride()[1])) {
      return Optional.of(
          "it is of mode Same with a kernel that is smaller than its stride: it would leave gaps");
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
    return Optional.of(((Deconvolution2D) layer).getActivationFn());
  }

  @Override
  public String export(LayerContext context, OnnxGraph graph) {
    Deconvolution2D conf = (Deconvolution2D) context.layer();
    String name = context.name();
    List<String> inputs = new ArrayList<>();
    inputs.add(context.input());
    inputs.add(
        graph.constant(name + "/W", context.parameter(DeconvolutionParamInitializer.WEIGHT_KEY)));
    if (conf.hasBias()) {
      INDArray bias = context.parameter(DeconvolutionParamInitializer.BIAS_KEY);
      inputs.add(graph.constant(name + "/b", bias.reshape(bias.length())));
    }
    int[] kernel = conf.getKernelSize();
    int[] stride = conf.getStride();
    return graph.node(
        "ConvTranspose",
        name + "/deconv",
        inputs,
        OnnxGraph.ints("kernel_shape", kernel[0], kernel[1]),
        OnnxGraph.ints("strides", stride[0], stride[1]),
        pads(conf));
  }

  /** What is cut off: for Same, all that reaches over stride times the image, the odd one last. */
  private static AttributeProto pads(Deconvolution2D conf) {
    int[] padding = conf.getPadding();
    if (conf.getConvolutionMode() != ConvolutionMode.Same) {
      return OnnxGraph.ints("pads", padding[0], padding[1], padding[0], padding[1]);
    }
    int rows = conf.getKernelSize()[0] - conf.getStride()[0];
    int columns = conf.getKernelSize()[1] - conf.getStride()[1];
    return OnnxGraph.ints("pads", rows / 2, columns / 2, rows - rows / 2, columns - columns / 2);
  }
}
