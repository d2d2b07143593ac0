package dev.serin.training.net;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.nd4j.linalg.activations.Activation;

/**
 * Stages of residual blocks with batch normalisation, after K. He et al., "Deep residual learning
 * for image recognition", 2015. Three stages of three blocks with widths 16, 32 and 64 are the
 * paper's ResNet-20 for small images, with projections where the size changes (its option B).
 *
 * @param widths filters of each stage
 * @param blocks how many each stage has
 * @param stemKernel side of the first convolution's window
 * @param stemStride its stride
 * @param stemPool whether a max pooling follows it, which makes all that follows four times as fast
 * @param strided whether a convolution with a stride stands between two stages, and the blocks all
 *     keep the size; else the first block of a stage halves the size and projects its shortcut
 */
record ResNet(
    int line,
    List<Integer> widths,
    List<Integer> blocks,
    int stemKernel,
    int stemStride,
    boolean stemPool,
    boolean strided,
    HeadLayers end)
    implements Architecture {

  static ResNet read(Keys keys) {
    List<Integer> widths = keys.integers("widths", 1, Limits.WIDTH);
    List<Integer> blocks = keys.integers("blocks", 1, Limits.STAGE);
    if (blocks.size() == 1) {
      blocks = Collections.nCopies(widths.size(), blocks.get(0));
    }
    if (blocks.size() != widths.size()) {
      throw new Keys.FaultInLine(
          keys.required("blocks").line(),
          "network.blocks has "
              + blocks.size()
              + " values for "
              + widths.size()
              + " widths; one for each stage, or one for all");
    }
    return new ResNet(
        keys.line(),
        widths,
        blocks,
        keys.integer("stem-kernel", 1, Limits.KERNEL, 3),
        keys.integer("stem-stride", 1, Limits.KERNEL, 1),
        keys.flag("stem-pool", false),
        keys.choice("down", Map.of("convolution", true, "block", false), false),
        HeadLayers.read(keys, true));
  }

  @Override
  public String name() {
    return "resnet";
  }

  @Override
  public void addTo(Blueprint blueprint) {
    blueprint.at(new Blueprint.Place(line, "stem of network"));
    normalised(blueprint, "stem", widths.get(0), Window.of(stemKernel, stemStride, true));
    relu(blueprint, "stem");
    if (stemPool) {
      blueprint.pool("stem-pool", PoolingType.MAX, Window.of(2, 2, false));
    }
    int number = 0;
    for (int stage = 0; stage < widths.size(); stage++) {
      blueprint.at(new Blueprint.Place(line, "stage " + (stage + 1) + " of network"));
      int width = widths.get(stage);
      if (strided && stage > 0) {
        String down = stage == 1 ? "down" : "down" + stage;
        normalised(blueprint, down, width, Window.of(3, 2, true));
        relu(blueprint, down);
      }
      for (int i = 0; i < blocks.get(stage); i++) {
        block(blueprint, "block" + ++number, width, !strided && stage > 0 && i == 0);
      }
    }
    end.addTo(blueprint.at(new Blueprint.Place(line, "head of network")), UnaryOperator.identity());
  }

  /** Two convolutions whose result is added to what they were given. */
  private static void block(Blueprint blueprint, String name, int width, boolean halve) {
    Blueprint.Head shortcut = blueprint.head();
    normalised(blueprint, name + "-a", width, Window.of(3, halve ? 2 : 1, true));
    relu(blueprint, name + "-a");
    normalised(blueprint, name + "-b", width, Window.of(3, 1, true));
    blueprint.sum(name + "-add", halve ? blueprint.projected(name + "-skip", shortcut) : shortcut);
    relu(blueprint, name);
  }

  private static void normalised(Blueprint blueprint, String name, int width, Window window) {
    blueprint.convolution(name, width, window, false, Activation.IDENTITY).batchNorm(name + "-bn");
  }

  private static void relu(Blueprint blueprint, String name) {
    blueprint.activation(name + "-relu", Activation.RELU);
  }
}
