package dev.serin.training.onnx;

import java.util.Optional;
import org.deeplearning4j.nn.conf.layers.Layer;

/**
 * A family whose layers can always be exported.
 *
 * @param family the layers
 * @param readsPlanes as {@link LayerExporter#readsPlanes}
 * @param writer adds the nodes; gives the tensor that results
 */
record PlainExporter(Class<? extends Layer> family, boolean readsPlanes, Writer writer)
    implements LayerExporter {

  /** Adds the nodes of a layer. */
  interface Writer {
    String write(LayerContext context, OnnxGraph graph);
  }

  @Override
  public Optional<String> refusal(Layer layer) {
    return Optional.empty();
  }

  @Override
  public String export(LayerContext context, OnnxGraph graph) {
    return writer.write(context, graph);
  }
}
