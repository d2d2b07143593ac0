package dev.serin.worker;

import static dev.serin.worker.RunningWorker.await;
import static dev.serin.worker.RunningWorker.options;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.serin.worker.api.Classification;
import dev.serin.worker.api.EncodedImage;
import dev.serin.worker.image.InputSpec;
import dev.serin.worker.image.InputSpec.Colour;
import dev.serin.worker.image.InputSpec.Crop;
import dev.serin.worker.image.InputSpec.ElementType;
import dev.serin.worker.image.InputSpec.Layout;
import dev.serin.worker.image.InputSpec.Orient;
import dev.serin.worker.image.Resize;
import dev.serin.worker.image.Resize.Filter;
import dev.serin.worker.model.Manifest;
import dev.serin.worker.model.OutputSpec;
import dev.serin.worker.model.OutputSpec.Activation;
import dev.serin.worker.model.StrictYaml;
import dev.serin.worker.testing.ModelFolders;
import dev.serin.worker.testing.SharedData;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Networks of other people, served with nothing but a manifest and labels. */
@Timeout(180)
final class SharedModelsIT {
  private static final int PHOTOS = 60;

  /** What a manifest says of one of the files, but for the filter. */
  private record Network(
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

  private record Photo(EncodedImage file, int index) {}

  private static final List<Double> ONES = List.of(1.0, 1.0, 1.0);
  private static final List<Network> NETWORKS =
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

  private final Path root;

  SharedModelsIT(@TempDir Path root) {
    this.root = root;
  }

  @Test
  void classify_sixtyPhotos_isAsOftenRightAsMeasuredElsewhere() throws Exception {
    Path models = SharedData.require("data/models");
    for (Network network : NETWORKS) {
      write(models, network, "cv_linear", Filter.LINEAR);
      write(models, network, "cv_area", Filter.AREA);
    }
    List<Photo> photos = photos(SharedData.require("data/photos"));
    JsonNode measured = new ObjectMapper().readTree(models.resolve("models.json").toFile());
    try (RunningWorker running = RunningWorker.start(options(root))) {
      for (Network network : NETWORKS) {
        for (String filter : List.of("cv_linear", "cv_area")) {
          long right = right(running, network, filter, photos);
          double share = measured(measured, network.name(), filter);
          assertThat((double) right)
              .as("%s %s", network.name(), filter)
              .isCloseTo(share * PHOTOS, within(1.01));
        }
      }
    }
  }

  private static long right(
      RunningWorker running, Network network, String filter, List<Photo> photos) throws Exception {
    List<Future<Classification>> answers = new ArrayList<>();
    for (Photo photo : photos) {
      answers.add(running.classify(network.name(), filter, photo.file().bytes()));
    }
    long right = 0;
    for (int i = 0; i < answers.size(); i++) {
      int found = await(answers.get(i)).predictions().get(0).index();
      // Of 1001 classes, the first is the background.
      right += found - (network.classes() - 1000) == photos.get(i).index() ? 1 : 0;
    }
    return right;
  }

  private void write(Path models, Network network, String version, Filter filter)
      throws IOException {
    Path folder = Files.createDirectories(root.resolve(network.name()).resolve(version));
    Path graph = models.resolve(network.name() + ".onnx");
    Files.createSymbolicLink(folder.resolve("model.onnx"), graph);
    Files.copy(
        models.resolve("imagenet_" + network.classes() + "_labels.txt"),
        folder.resolve("labels.txt"));
    InputSpec input =
        new InputSpec(
            network.input(),
            network.type(),
            network.layout(),
            network.side(),
            network.side(),
            network.colour(),
            Orient.NONE,
            new Resize(Resize.Rule.SHORTER_SIDE, (int) Math.rint(network.side() / 0.875), filter),
            Crop.CENTRE,
            network.scale(),
            network.mean(),
            List.of());
    Manifest manifest =
        new Manifest(
            1,
            "model.onnx",
            ModelFolders.sha256(Files.readAllBytes(graph)),
            input,
            new OutputSpec(network.output(), network.activation(), "labels.txt"),
            null,
            null,
            null);
    Files.writeString(folder.resolve("manifest.yaml"), new StrictYaml().write(manifest));
  }

  private static List<Photo> photos(Path folder) throws IOException {
    List<Photo> photos = new ArrayList<>();
    List<String> lines = Files.readAllLines(folder.resolve("labels.csv"));
    for (String line : lines.subList(1, lines.size())) {
      String[] columns = line.split(",");
      byte[] file = Files.readAllBytes(folder.resolve(columns[0]));
      photos.add(new Photo(EncodedImage.of(file), Integer.parseInt(columns[1])));
    }
    assertThat(photos).hasSize(PHOTOS);
    return photos;
  }

  private static double measured(JsonNode all, String name, String filter) {
    for (JsonNode model : all.get("models")) {
      if (model.get("file").asText().equals(name + ".onnx")) {
        return model.at("/accuracy/imagenet_sample_photos/share_60/" + filter + "/top1").asDouble();
      }
    }
    throw new AssertionError(name + " is not in models.json");
  }
}
