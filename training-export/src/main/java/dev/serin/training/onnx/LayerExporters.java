package dev.serin.training.onnx;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.conf.layers.CenterLossOutputLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SpaceToDepthLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping2D;

/** All families of layers that are exported. */
final class LayerExporters {
  private LayerExporters() {}

  static Map<Class<? extends Layer>, LayerExporter> all() {
    return List.of(
            new ConvolutionExporter(),
            new DepthwiseConvolutionExporter(),
            new SeparableConvolutionExporter(),
            new DeconvolutionExporter(),
            new PoolingExporter(),
            new GlobalPoolingExporter(),
            new BatchNormalizationExporter(),
            new NormalisationExporter(),
            new ActivationExporter(),
            new PReluExporter(),
            new DenseExporter(),
            new ScalingExporter(),
            new OutputExporter(OutputLayer.class),
            new OutputExporter(CenterLossOutputLayer.class),
            new OutputExporter(LossLayer.class),
            // Nothing is dropped once the training is over.
            new PlainExporter(DropoutLayer.class, false, (context, graph) -> context.input()),
            new PlainExporter(Upsampling2D.class, true, ResizingExporters::upsampling),
            new PlainExporter(ZeroPaddingLayer.class, true, ResizingExporters::zeroPadding),
            new PlainExporter(Cropping2D.class, true, ResizingExporters::cropping),
            new PlainExporter(SpaceToDepthLayer.class, true, ResizingExporters::spaceToDepth))
        .stream()
        .collect(Collectors.toUnmodifiableMap(LayerExporter::family, Function.identity()));
  }
}
