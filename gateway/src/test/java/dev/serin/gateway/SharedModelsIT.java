package dev.serin.gateway;

import static dev.serin.gateway.TestGateway.best;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.serin.worker.image.Resize.Filter;
import dev.serin.worker.testing.ModelFolders;
import dev.serin.worker.testing.SharedData;
import dev.serin.worker.testing.SharedModels;
import dev.serin.worker.testing.SharedModels.Network;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Models that others have trained, dropped into a folder with a manifest and labels: served with
 * the accuracy that was measured for them elsewhere, by other code.
 */
@Timeout(180)
final class SharedModelsIT {
  private static final int PHOTOS_AT_ONCE = 12;

  /** A photo and its class among the 1,000 of ImageNet. */
  private record Photo(Path path, int index) {}

  private final Path folder;

  SharedModelsIT(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void classify_photos_asManyRightAsMeasuredElsewhere() throws IOException {
    JsonObject measured =
        new JsonObject(Files.readString(SharedData.require("data/models").resolve("models.json")));
    ModelFolders models = new ModelFolders(folder.resolve("models"));
    for (Network network : SharedModels.NETWORKS) {
      SharedModels.write(models.root(), network, "linear", Filter.LINEAR);
      SharedModels.write(models.root(), network, "area", Filter.AREA);
    }
    List<Photo> photos = photos(SharedData.require("data/photos"));
    try (TestGateway serin = new TestGateway(models, folder.resolve("data"))) {
      for (Network network : SharedModels.NETWORKS) {
        for (String version : List.of("linear", "area")) {
          int right = right(serin, network, version, photos);
          double expected = photos.size() * share(measured, network.name(), "cv_" + version);
          System.out.printf(
              Locale.ROOT,
              "%s %s: %d of %d right, measured elsewhere %.0f%n",
              network.name(),
              version,
              right,
              photos.size(),
              expected);
          assertThat((double) right)
              .as("%s %s", network.name(), version)
              .isCloseTo(expected, within(1.01));
        }
      }
    }
  }

  private static int right(TestGateway serin, Network network, String version, List<Photo> photos)
      throws IOException {
    int right = 0;
    for (int from = 0; from < photos.size(); from += PHOTOS_AT_ONCE) {
      List<Photo> some = photos.subList(from, from + PHOTOS_AT_ONCE);
      List<byte[]> files = new ArrayList<>();
      for (Photo photo : some) {
        files.add(Files.readAllBytes(photo.path()));
      }
      HttpResponse<String> response =
          serin.classify(network.name(), files, "Serin-Model-Version", version).join();
      assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
      for (int i = 0; i < some.size(); i++) {
        int found = best(new JsonObject(response.body()), i).getInteger("index");
        // Of 1,001 classes, the first is the background.
        right += found - (network.classes() - 1000) == some.get(i).index() ? 1 : 0;
      }
    }
    return right;
  }

  private static List<Photo> photos(Path folder) throws IOException {
    List<Photo> photos = new ArrayList<>();
    List<String> lines = Files.readAllLines(folder.resolve("labels.csv"));
    for (String line : lines.subList(1, lines.size())) {
      String[] columns = line.split(",", 3);
      photos.add(new Photo(folder.resolve(columns[0]), Integer.parseInt(columns[1])));
    }
    return photos;
  }

  private static double share(JsonObject measured, String name, String filter) {
    return measured.getJsonArray("models").stream()
        .map(JsonObject.class::cast)
        .filter(model -> model.getString("file").equals(name + ".onnx"))
        .findFirst()
        .orElseThrow()
        .getJsonObject("accuracy")
        .getJsonObject("imagenet_sample_photos")
        .getJsonObject("share_60")
        .getJsonObject(filter)
        .getDouble("top1");
  }
}
