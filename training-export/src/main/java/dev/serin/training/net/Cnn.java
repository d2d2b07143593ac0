package dev.serin.training.net;

import java.util.List;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.nd4j.linalg.activations.Activation;

/**
 * Stages of convolutions, each ending in a max pooling, and a head; after Y. LeCun et al.,
 * "Gradient-based learning applied to document recognition", 1998.
 *
 * @param widths filters of each stage's convolutions
 * @param convolutions how many each stage has
 * @param kernel side of their windows
 * @param padded whether they keep the size of the image
 * @param batchNorm whether each is normalised
 */
record Cnn(
    int line,
    List<Integer> widths,
    int convolutions,
    int kernel,
    boolean padded,
    boolean batchNorm,
    HeadLayers end)
    implements Architecture {

  static Cnn read(Keys keys) {
    return new Cnn(
        keys.line(),
        keys.integers("widths", 1, Limits.WIDTH),
        keys.integer("convolutions", 1, Limits.STAGE, 1),
        keys.integer("kernel", 1, Limits.KERNEL, 3),
        keys.choice("padding", Limits.PADDINGS, true),
        keys.flag("batch-norm", false),
        HeadLayers.read(keys, false));
  }

  @Override
  public String name() {
    return "cnn";
  }

  @Override
  public void addTo(Blueprint blueprint) {
    // As DL4J numbers layers without a name: early networks of Serin had none.
    Names names = new Names("layer");
    Window window = Window.of(kernel, 1, padded);
    for (int stage = 0; stage < widths.size(); stage++) {
      blueprint.at(new Blueprint.Place(line, "stage " + (stage + 1) + " of network"));
      for (int i = 0; i < convolutions; i++) {
        if (batchNorm) {
          blueprint
              .convolution(names.next(), widths.get(stage), window, false, Activation.IDENTITY)
              .batchNorm(names.next())
              .activation(names.next(), Activation.RELU);
        } else {
          blueprint.convolution(names.next(), widths.get(stage), window, true, Activation.RELU);
        }
      }
      blueprint.pool(names.next(), PoolingType.MAX, Window.of(2, 2, false));
    }
    end.addTo(blueprint.at(new Blueprint.Place(line, "head of network")), n -> names.next());
  }
}
