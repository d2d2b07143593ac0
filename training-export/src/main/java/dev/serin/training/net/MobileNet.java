package dev.serin.training.net;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.activations.Activation;

/**
 * Depthwise separable blocks with batch normalisation. Version 1 after A. Howard et al.,
 * "MobileNets: Efficient convolutional neural networks for mobile vision applications", 2017;
 * version 2, inverted residuals, after M. Sandler et al., "MobileNetV2: Inverted residuals and
 * linear bottlenecks", 2018.
 *
 * @param inverted whether blocks are version 2's
 * @param multiplier of all widths
 * @param stem filters of the first convolution, before the multiplier
 * @param stemStride its stride
 * @param last filters of a 1 x 1 convolution after the blocks; 0 for none
 */
record MobileNet(
    int line,
    boolean inverted,
    double multiplier,
    int stem,
    int stemStride,
    List<Stage> stages,
    int last,
    HeadLayers end)
    implements Architecture {

  private static final List<Stage> STAGES_1 =
      List.of(
          new Stage(64, 1, 1, 1),
          new Stage(128, 2, 2, 1),
          new Stage(256, 2, 2, 1),
          new Stage(512, 6, 2, 1),
          new Stage(1024, 2, 2, 1));

  private static final List<Stage> STAGES_2 =
      List.of(
          new Stage(16, 1, 1, 1),
          new Stage(24, 2, 2, 6),
          new Stage(32, 3, 2, 6),
          new Stage(64, 4, 2, 6),
          new Stage(96, 3, 1, 6),
          new Stage(160, 3, 2, 6),
          new Stage(320, 1, 1, 6));

  private static final Window ONE = Window.of(1, 1, true);

  /** Widths are multiples of it, as in the authors' code. */
  private static final int DIVISOR = 8;

  /**
   * Blocks of one width.
   *
   * @param width channels that each gives, before the multiplier
   * @param blocks how many
   * @param stride of the first one
   * @param expansion how many times its channels a block of version 2 works on
   */
  record Stage(int width, int blocks, int stride, int expansion) {}

  static MobileNet read(Keys keys) {
    boolean inverted = keys.integer("version", 1, 2, 1) == 2;
    return new MobileNet(
        keys.line(),
        inverted,
        keys.number("multiplier", 0.01, 16, 1),
        keys.integer("stem", 1, Limits.WIDTH, 32),
        keys.integer("stem-stride", 1, 4, 2),
        stages(keys, inverted),
        keys.integer("last", 0, Limits.WIDTH, inverted ? 1280 : 0),
        HeadLayers.read(keys, true));
  }

  private static List<Stage> stages(Keys keys, boolean inverted) {
    if (!keys.has("stages")) {
      return inverted ? STAGES_2 : STAGES_1;
    }
    List<Stage> stages = new ArrayList<>();
    for (YamlNode node : keys.list("stages")) {
      Keys stage = new Keys(node, "network.stages");
      stages.add(
          new Stage(
              stage.integer("width", 1, Limits.WIDTH),
              stage.integer("blocks", 1, Limits.STAGE, 1),
              stage.integer("stride", 1, 4, 1),
              inverted ? stage.integer("expansion", 1, 16, 6) : 1));
      stage.end();
    }
    return List.copyOf(stages);
  }

  @Override
  public String name() {
    return "mobilenet";
  }

  @Override
  public void addTo(Blueprint blueprint) {
    blueprint.at(new Blueprint.Place(line, "stem of network"));
    convolution(blueprint, "stem", scaled(stem), Window.of(3, stemStride, true));
    int number = 0;
    for (Stage stage : stages) {
      for (int i = 0; i < stage.blocks(); i++) {
        String name = "block" + ++number;
        blueprint.at(new Blueprint.Place(line, name + " of network"));
        int stride = i == 0 ? stage.stride() : 1;
        if (inverted) {
          inverted(blueprint, name, scaled(stage.width()), stride, stage.expansion());
        } else {
          depthwise(blueprint, name + "-depthwise", stride);
          convolution(blueprint, name + "-pointwise", scaled(stage.width()), ONE);
        }
      }
    }
    blueprint.at(new Blueprint.Place(line, "head of network"));
    if (last > 0) {
      convolution(blueprint, "last", (int) (last * Math.max(1, multiplier)), ONE);
    }
    end.addTo(blueprint, n -> n);
  }

  private void inverted(Blueprint blueprint, String name, int width, int stride, int expansion) {
    Blueprint.Head shortcut = blueprint.head();
    if (expansion > 1) {
      convolution(blueprint, name + "-expand", (int) blueprint.channels() * expansion, ONE);
    }
    depthwise(blueprint, name + "-depthwise", stride);
    String project = name + "-project";
    blueprint
        .convolution(project, width, ONE, false, Activation.IDENTITY)
        .batchNorm(project + "-bn");
    if (shortcut.gives().equals(blueprint.head().gives())) {
      blueprint.sum(name + "-add", shortcut);
    }
  }

  private void convolution(Blueprint blueprint, String name, int width, Window window) {
    blueprint.convolution(name, width, window, false, Activation.IDENTITY);
    normalised(blueprint, name);
  }

  private void depthwise(Blueprint blueprint, String name, int stride) {
    blueprint.depthwise(name, 1, Window.of(3, stride, true), false, Activation.IDENTITY);
    normalised(blueprint, name);
  }

  private void normalised(Blueprint blueprint, String name) {
    blueprint
        .batchNorm(name + "-bn")
        .activation(name + "-relu", inverted ? Activation.RELU6 : Activation.RELU);
  }

  /** The multiple of {@link #DIVISOR} that is nearest to the width, at least nine tenths of it. */
  private int scaled(int width) {
    double wanted = width * multiplier;
    int near = Math.max(DIVISOR, (int) (wanted + DIVISOR / 2.0) / DIVISOR * DIVISOR);
    return near < 0.9 * wanted ? near + DIVISOR : near;
  }
}
