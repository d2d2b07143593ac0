package dev.serin.training.onnx;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import onnx.Onnx.AttributeProto;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;

/** Poolings over whole images. */
final class GlobalPoolingExporter implements LayerExporter {
  private static final int[] ROWS_COLUMNS = {2, 3};
  private static final int[] NHWC = {1, 2};

  @Override
  public Class<? extends Layer> family() {
    return GlobalPoolingLayer.class;
  }

  @Override
  public Optional<String> refusal(Layer layer) {
    GlobalPoolingLayer conf = (GlobalPoolingLayer) layer;
    int[] over = conf.getPoolingDimensions();
    if (Arrays.equals(over, NHWC)) {
      return conf.isCollapseDimensions()
          ? Optional.empty()
          : Optional.of("DL4J itself cannot keep the dimensions of a channels-last image");
    }
    return over == null || Arrays.equals(over, ROWS_COLUMNS)
        ? Optional.empty()
        : Optional.of("it pools over dimensions " + Arrays.toString(over) + " of its own choice");
  }

  @Override
  public boolean readsPlanes() {
    return true;
  }

  @Override
  public String export(LayerContext context, OnnxGraph graph) {
    GlobalPoolingLayer conf = (GlobalPoolingLayer) context.layer();
    if (!(context.type() instanceof InputType.InputTypeConvolutional image)) {
      throw new ExportException("layer '" + context.name() + "' pools over what is no image");
    }
    if (Arrays.equals(conf.getPoolingDimensions(), NHWC)
        != (image.getFormat() == CNN2DFormat.NHWC)) {
      throw new ExportException(
          "layer '"
              + context.name()
              + "' pools over dimensions that are not the rows and columns of its image");
    }
    String name = context.name() + "/pool";
    List<String> input = List.of(context.input());
    String pooled =
        switch (conf.getPoolingType()) {
          case MAX -> graph.node("GlobalMaxPool", name, input);
          case AVG -> graph.node("GlobalAveragePool", name, input);
          case SUM ->
              graph.node(
                  "ReduceSum",
                  name,
                  List.of(context.input(), graph.longs(context.name() + "/axes", 2, 3)));
          case PNORM -> graph.node("GlobalLpPool", name, input, new AttributeProto[] {p(conf)});
        };
    if (!conf.isCollapseDimensions()) {
      return pooled;
    }
    return graph.node(
        "Flatten", context.name() + "/flat", List.of(pooled), OnnxGraph.integer("axis", 1));
  }

  private static AttributeProto p(GlobalPoolingLayer conf) {
    return OnnxGraph.integer("p", conf.getPnorm());
  }
}
