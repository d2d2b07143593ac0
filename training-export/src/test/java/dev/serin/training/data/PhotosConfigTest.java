package dev.serin.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serin.worker.model.StrictYaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PhotosConfigTest {
  private static final String SHA = "0123456789abcdef".repeat(4);

  @TempDir private Path temp;

  @Test
  void read_fromAlone_hasTheDefaults() throws IOException {
    PhotosConfig config = read("from: photos\n");

    assertThat(config).isEqualTo(PhotosConfig.of("photos", PhotosConfig.Shares.DEFAULT));
    assertThat(config.unreadableMax(10)).isEqualTo(1);
    assertThat(config.unreadableMax(5000)).isEqualTo(5);
  }

  @Test
  void read_everything_isMapped() throws IOException {
    PhotosConfig config =
        read(
            """
            from: https://example.org/flowers.zip
            sha256: %s
            to: data/flowers
            split: {validation: 5%%, test: 0.25}
            labels: [rose, tulip]
            unreadable-at-most: 2%%
            bucket: {endpoint: 'http://127.0.0.1:9000', region: eu-1, addressing: host, anonymous: true}
            """
                .formatted(SHA));

    assertThat(config)
        .isEqualTo(
            new PhotosConfig(
                "https://example.org/flowers.zip",
                Optional.of(SHA),
                "data/flowers",
                new PhotosConfig.Shares(new Share(0.05), new Share(0.25)),
                List.of("rose", "tulip"),
                Optional.of(new Share(0.02)),
                new PhotosConfig.Bucket(
                    Optional.of("http://127.0.0.1:9000"),
                    "eu-1",
                    PhotosConfig.Bucket.Addressing.HOST,
                    true)));
    assertThat(config.unreadableMax(99)).isEqualTo(1);
  }

  @Test
  void read_badValues_saysWhatIsWrong() {
    refused("to: x\n", "key 'from' is missing");
    refused("from: x\nform: y\n", "form");
    refused("from: https://example.org/a.zip\n", "photos.sha256 is missing");
    refused("from: a.zip\nsha256: abc\n", "64 lower-case");
    refused("from: x\nsplit: {validation: 50%, test: 50%}\n", "leaves nothing to train on");
    refused("from: x\nsplit: {test: lots}\n", "a share is written 10% or 0.1, not 'lots'");
    refused("from: x\nsplit: {test: 120%}\n", "a share is 0 to 1");
    refused("from: x\nlabels: [a, a]\n", "names a class twice");
    refused("from: x\nbucket: {endpoint: somewhere}\n", "http(s)://host[:port]");
  }

  @Test
  void share_asText_readsBack() {
    for (double value : new double[] {0, 0.001, 0.1, 0.125, 1}) {
      assertThat(Share.of(new Share(value).toString())).isEqualTo(new Share(value));
    }
    assertThat(new Share(0.1)).hasToString("10%");
  }

  private void refused(String yaml, String part) {
    assertThatThrownBy(() -> read(yaml)).hasMessageContaining(part);
  }

  private PhotosConfig read(String yaml) throws IOException {
    Path file = Files.writeString(temp.resolve("photos.yaml"), yaml);
    return new StrictYaml().read(file, PhotosConfig.class);
  }
}
