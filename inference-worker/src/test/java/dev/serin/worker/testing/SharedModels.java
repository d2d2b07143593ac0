package dev.serin.worker.testing;

import dev.serin.worker.image.InputSpec;
import dev.serin.worker.image.InputSpec.Colour;
import dev.serin.worker.image.InputSpec.Crop;
import dev.serin.worker.image.InputSpec.Decode;
import dev.serin.worker.image.InputSpec.ElementType;
import dev.serin.worker.image.InputSpec.Layout;
import dev.serin.worker.image.InputSpec.Orient;
import dev.serin.worker.image.Resize;
import dev.serin.worker.image.Resize.Filter;
import dev.serin.worker.model.Manifest;
import dev.serin.worker.model.OutputSpec;
import dev.serin.worker.model.OutputSpec.Activation;
import dev.serin.worker.model.StrictYaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Networks of other people, made versions with nothing but a manifest and labels. */
public final class SharedModels {
  /** What a manifest says of one of the files, but for the filter. */
  public record Network(
      String name,
      String input,
      String output,
      ElementType type,
      Layout layout,
      Colour colour,
      int side,
      double scale,
      List<Double> mean,
      Activation activation,
      int classes) {}

  private static final List<Double> ONES = List.of(1.0, 1.0, 1.0);
  public static final List<Network> NETWORKS =
      List.of(
          new Network(
              "mobilenetv2-nchw-1000-fp32",
              "input",
              "logits",
              ElementType.FLOAT32,
              Layout.NCHW,
              Colour.RGB,
              224,
              1 / 127.5,
              ONES,
              Activation.SOFTMAX,
              1000),
          new Network(
              "mobilenetv2-nhwc-1001-fp32",
              "input",
              "probs",
              ElementType.FLOAT32,
              Layout.NHWC,
              Colour.RGB,
              224,
              1 / 127.5,
              ONES,
              Activation.NONE,
              1001),
          new Network(
              "mobilenetv1-0.25-128-uint8in",
              "input",
              "probs",
              ElementType.UINT8,
              Layout.NHWC,
              Colour.RGB,
              128,
              1,
              List.of(),
              Activation.NONE,
              1001),
          new Network(
              "squeezenet1.1-fp32",
              "data_0",
              "softmaxout_1",
              ElementType.FLOAT32,
              Layout.NCHW,
              Colour.BGR,
              224,
              1,
              List.of(104.0, 117.0, 123.0),
              Activation.NONE,
              1000));

  /** Of nobody, and with nothing learnt, but as much work as a ResNet-50 is. */
  public static final Network RESNET50 =
      new Network(
          "resnet50-random",
          ResNet50Graph.INPUT,
          ResNet50Graph.OUTPUT,
          ElementType.FLOAT32,
          Layout.NCHW,
          Colour.RGB,
          ResNet50Graph.SIDE,
          1 / 127.5,
          ONES,
          Activation.SOFTMAX,
          ResNet50Graph.CLASSES);

  private SharedModels() {}

  /**
   * Makes {@code network} a version of the models folder {@code root}; a shared graph is a link.
   */
  public static void write(Path root, Network network, String version, Filter filter)
      throws IOException {
    Path models = SharedData.require("data/models");
    Path folder = Files.createDirectories(root.resolve(network.name()).resolve(version));
    Path graph = folder.resolve("model.onnx");
    if (network.equals(RESNET50)) {
      Files.write(graph, ResNet50Graph.bytes(1));
    } else {
      Files.createSymbolicLink(graph, models.resolve(network.name() + ".onnx"));
    }
    Files.copy(
        models.resolve("imagenet_" + network.classes() + "_labels.txt"),
        folder.resolve("labels.txt"));
    Manifest manifest =
        new Manifest(
            1,
            "model.onnx",
            ModelFolders.sha256(Files.readAllBytes(graph)),
            input(network, filter),
            new OutputSpec(network.output(), network.activation(), "labels.txt"),
            null,
            null,
            null);
    Files.writeString(folder.resolve("manifest.yaml"), new StrictYaml().write(manifest));
  }

  /** How a photo becomes the input of {@code network}. */
  public static InputSpec input(Network network, Filter filter) {
    return new InputSpec(
        network.input(),
        network.type(),
        network.layout(),
        network.side(),
        network.side(),
        network.colour(),
        Orient.NONE,
        Decode.EXACT,
        new Resize(Resize.Rule.SHORTER_SIDE, (int) Math.rint(network.side() / 0.875), filter),
        Crop.CENTRE,
        network.scale(),
        network.mean(),
        List.of());
  }
}
