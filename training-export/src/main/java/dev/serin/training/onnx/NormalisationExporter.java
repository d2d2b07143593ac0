package dev.serin.training.onnx;

import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;

/** Local response normalisations. DL4J's alpha counts for each channel, ONNX's for all n. */
final class NormalisationExporter implements LayerExporter {

  @Override
  public Class<? extends Layer> family() {
    return LocalResponseNormalization.class;
  }

  @Override
  public Optional<String> refusal(Layer layer) {
    double n = ((LocalResponseNormalization) layer).getN();
    return n % 2 == 1
        ? Optional.empty()
        : Optional.of("its n is " + n + "; ONNX Runtime takes an odd whole number");
  }

  @Override
  public boolean readsPlanes() {
    return true;
  }

  @Override
  public String export(LayerContext context, OnnxGraph graph) {
    LocalResponseNormalization conf = (LocalResponseNormalization) context.layer();
    return graph.node(
        "LRN",
        context.name() + "/lrn",
        List.of(context.input()),
        OnnxGraph.integer("size", (long) conf.getN()),
        OnnxGraph.number("alpha", conf.getAlpha() * conf.getN()),
        OnnxGraph.number("beta", conf.getBeta()),
        OnnxGraph.number("bias", conf.getK()));
  }
}
