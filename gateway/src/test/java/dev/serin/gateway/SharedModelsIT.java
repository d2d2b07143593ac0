package dev.serin.gateway;

import static dev.serin.gateway.RealGateway.bestIndex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Models that others have trained, dropped into a folder with a manifest and labels: served with
 * the accuracy that was measured for them elsewhere, by other code.
 */
final class SharedModelsIT {
  private static final Path SHARED =
      Path.of(System.getProperty("serin.shared", "../../shared")).resolve("data");
  private static final int PHOTOS_AT_ONCE = 12;

  /** A photo and its class among the 1,000 of ImageNet. */
  private record Photo(Path path, int label) {}

  private final Path folder;

  SharedModelsIT(@TempDir Path folder) {
    this.folder = folder;
  }

  @BeforeAll
  static void requireData() {
    assumeTrue(
        Files.isDirectory(SHARED.resolve("models")),
        () -> "skipped: no models and photos in " + SHARED.toAbsolutePath().normalize());
  }

  @ParameterizedTest
  @CsvSource({
    "mobilenetv2-nchw-1000-fp32, cv_linear",
    "mobilenetv2-nchw-1000-fp32, cv_area",
    "mobilenetv2-nhwc-1001-fp32, cv_linear",
    "mobilenetv2-nhwc-1001-fp32, cv_area",
    "mobilenetv1-0.25-128-uint8in, cv_linear",
    "mobilenetv1-0.25-128-uint8in, cv_area",
    "squeezenet1.1-fp32, cv_linear",
    "squeezenet1.1-fp32, cv_area",
  })
  void classify_photos_asManyRightAsMeasuredElsewhere(String model, String path)
      throws IOException {
    JsonObject facts = facts(model);
    write(model, facts, path.equals("cv_area") ? "area" : "linear");
    int background = model.contains("1001") || model.contains("mobilenetv1") ? 1 : 0;
    try (RealGateway serin = new RealGateway(folder.resolve("models"), folder.resolve("data"))) {
      int right = 0;
      List<Photo> photos = photos();
      for (int from = 0; from < photos.size(); from += PHOTOS_AT_ONCE) {
        right += right(serin, photos.subList(from, from + PHOTOS_AT_ONCE), background);
      }
      double expected =
          facts
              .getJsonObject("accuracy")
              .getJsonObject("imagenet_sample_photos")
              .getJsonObject("share_60")
              .getJsonObject(path)
              .getDouble("top1");
      System.out.printf("%s, %s: %d of 60, expected %.0f%n", model, path, right, expected * 60);
      assertThat((double) right).isCloseTo(expected * photos.size(), within(1.01));
    }
  }

  private static int right(RealGateway serin, List<Photo> photos, int background)
      throws IOException {
    List<byte[]> files = new ArrayList<>();
    for (Photo photo : photos) {
      files.add(Files.readAllBytes(photo.path()));
    }
    HttpResponse<String> response = serin.classify("model", files).join();
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    JsonObject answer = new JsonObject(response.body());
    int right = 0;
    for (int i = 0; i < photos.size(); i++) {
      right += bestIndex(answer, i) - background == photos.get(i).label() ? 1 : 0;
    }
    return right;
  }

  private void write(String model, JsonObject facts, String filter) throws IOException {
    Path version = Files.createDirectories(folder.resolve("models/model/1"));
    Files.copy(
        SHARED.resolve("models").resolve(facts.getString("file")), version.resolve("m.onnx"));
    Files.copy(
        SHARED.resolve("models").resolve(facts.getString("labels")), version.resolve("labels.txt"));
    Files.writeString(
        version.resolve("manifest.yaml"),
        """
        format: 1
        file: m.onnx
        sha256: %s
        input: {%s, orient: none, resize: {to: shorter-side, size: %d, filter: %s}}
        output: {%s}
        """
            .formatted(
                facts.getString("sha256"),
                input(model),
                model.contains("-128-") ? 146 : 256,
                filter,
                output(model)));
  }

  private static String input(String model) {
    String unit = "scale: 0.00784313725490196, mean: [1, 1, 1]"; // pixel / 127.5 - 1
    return switch (model) {
      case "mobilenetv2-nchw-1000-fp32" ->
          "name: input, layout: NCHW, height: 224, width: 224, colour: RGB, " + unit;
      case "mobilenetv2-nhwc-1001-fp32" ->
          "name: input, layout: NHWC, height: 224, width: 224, colour: RGB, " + unit;
      case "mobilenetv1-0.25-128-uint8in" ->
          "name: input, type: uint8, layout: NHWC, height: 128, width: 128, colour: RGB";
      default ->
          "name: data_0, layout: NCHW, height: 224, width: 224, colour: BGR, mean: [104, 117, 123]";
    };
  }

  private static String output(String model) {
    return switch (model) {
      case "mobilenetv2-nchw-1000-fp32" -> "name: logits, activation: softmax";
      case "squeezenet1.1-fp32" -> "name: softmaxout_1";
      default -> "name: probs";
    };
  }

  private static JsonObject facts(String model) throws IOException {
    JsonArray models =
        new JsonObject(Files.readString(SHARED.resolve("models/models.json")))
            .getJsonArray("models");
    return models.stream()
        .map(JsonObject.class::cast)
        .filter(m -> m.getString("file").startsWith(model))
        .findFirst()
        .orElseThrow();
  }

  private static List<Photo> photos() throws IOException {
    Path photos = SHARED.resolve("photos");
    List<Photo> all = new ArrayList<>();
    for (String line : Files.readAllLines(photos.resolve("labels.csv"))) {
      String[] cells = line.split(",", 3);
      if (cells[0].endsWith(".JPEG")) {
        all.add(new Photo(photos.resolve(cells[0]), Integer.parseInt(cells[1])));
      }
    }
    return all;
  }
}
