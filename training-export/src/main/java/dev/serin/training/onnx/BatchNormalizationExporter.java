package dev.serin.training.onnx;

import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.params.BatchNormalizationParamInitializer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Batch normalisations. DL4J's never apply their activation, whatever their configuration says, so
 * none is emitted; they keep the variance as log10 of the standard deviation unless told otherwise.
 */
final class BatchNormalizationExporter implements LayerExporter {

  @Override
  public Class<? extends Layer> family() {
    return BatchNormalization.class;
  }

  @Override
  public Optional<String> refusal(Layer layer) {
    BatchNormalization conf = (BatchNormalization) layer;
    return conf.isLockGammaBeta() && conf.getCnn2DFormat() == CNN2DFormat.NHWC
        ? Optional.of(
            "DL4J itself cannot train it on channels-last images with gamma and beta locked")
        : Optional.empty();
  }

  @Override
  public boolean readsPlanes() {
    return true;
  }

  @Override
  public String export(LayerContext context, OnnxGraph graph) {
    BatchNormalization conf = (BatchNormalization) context.layer();
    String name = context.name();
    INDArray mean = flat(context.parameter(BatchNormalizationParamInitializer.GLOBAL_MEAN));
    INDArray gamma;
    INDArray beta;
    if (conf.isLockGammaBeta()) {
      gamma = Nd4j.valueArrayOf(mean.length(), conf.getGamma());
      beta = Nd4j.valueArrayOf(mean.length(), conf.getBeta());
    } else {
      gamma = flat(context.parameter(BatchNormalizationParamInitializer.GAMMA));
      beta = flat(context.parameter(BatchNormalizationParamInitializer.BETA));
    }
    return graph.node(
        "BatchNormalization",
        name + "/bn",
        List.of(
            context.input(),
            graph.constant(name + "/gamma", gamma),
            graph.constant(name + "/beta", beta),
            graph.constant(name + "/mean", mean),
            graph.constant(name + "/var", variance(context, conf))),
        OnnxGraph.number("epsilon", conf.getEps()));
  }

  private static INDArray variance(LayerContext context, BatchNormalization conf) {
    if (!conf.isUseLogStd()) {
      return flat(context.parameter(BatchNormalizationParamInitializer.GLOBAL_VAR));
    }
    INDArray log10Std = flat(context.parameter(BatchNormalizationParamInitializer.GLOBAL_LOG_STD));
    return Transforms.pow(Nd4j.valueArrayOf(log10Std.length(), 10.0), log10Std.mul(2));
  }

  private static INDArray flat(INDArray parameter) {
    return parameter.reshape(parameter.length());
  }
}
