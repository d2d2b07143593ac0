package dev.serin.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdxReaderTest {
  private static final byte[] PIXELS = {0, 1, 2, 3, 4, 5, 6, (byte) 255};

  private Path folder;
  private Path images;
  private Path labels;

  @BeforeEach
  void writeSoundFiles(@TempDir Path temp) throws IOException {
    folder = temp;
    images = folder.resolve("images.gz");
    labels = folder.resolve("labels.gz");
    Files.write(images, SyntheticData.gzip(0x803, PIXELS, 2, 2, 2));
    Files.write(labels, SyntheticData.gzip(0x801, new byte[] {7, (byte) 200}, 2));
  }

  @Test
  void read_soundFiles_givesPixelsAndLabels() {
    GreyImages set = new IdxReader().read(images, labels);

    assertThat(set.size()).isEqualTo(2);
    assertThat(set.height()).isEqualTo(2);
    assertThat(set.width()).isEqualTo(2);
    assertThat(set.grey(1)).containsExactly(4, 5, 6, 255);
    assertThat(set.label(0)).isEqualTo(7);
    assertThat(set.label(1)).isEqualTo(200);
  }

  @Test
  void read_wrongMagic_isRefused() throws IOException {
    Files.write(images, SyntheticData.gzip(0x801, PIXELS, 8));

    assertRefused("images.gz", "holds no IDX images", "00000801");
  }

  @Test
  void read_labelsWhereImagesBelong_isRefused() {
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> new IdxReader().read(labels, labels))
        .withMessageContaining("holds no IDX images");
  }

  @Test
  void read_bodyCutShort_isRefused() throws IOException {
    Files.write(images, SyntheticData.gzip(0x803, Arrays.copyOf(PIXELS, 7), 2, 2, 2));

    assertRefused("cut short", "7 of 8 bytes");
  }

  @Test
  void read_headerCutShort_isRefused() throws IOException {
    Files.write(images, SyntheticData.gzip(0x803, new byte[0], 2));

    assertRefused("cut short");
  }

  @Test
  void read_gzipCutShort_isRefused() throws IOException {
    byte[] file = Files.readAllBytes(images);
    for (int length : new int[] {0, 5, 12, file.length - 4}) {
      Files.write(images, Arrays.copyOf(file, length));

      assertRefused("images.gz");
    }
  }

  @Test
  void read_flippedByteInGzip_isRefused() throws IOException {
    byte[] file = Files.readAllBytes(images);
    file[file.length - 6] ^= 1; // within the checksum

    Files.write(images, file);

    assertRefused("not a sound gzip file");
  }

  @Test
  void read_notGzip_isRefused() throws IOException {
    Files.writeString(images, "<html>this is a portal's login page</html>");

    assertRefused("not a sound gzip file");
  }

  @Test
  void read_moreBytesThanAnnounced_isRefused() throws IOException {
    Files.write(images, SyntheticData.gzip(0x803, Arrays.copyOf(PIXELS, 9), 2, 2, 2));

    assertRefused("more bytes than its header announces");
  }

  @Test
  void read_absurdSizes_areRefusedBeforeMemoryIsTaken() throws IOException {
    Files.write(images, SyntheticData.gzip(0x803, PIXELS, Integer.MAX_VALUE, 2, 2));
    assertRefused("announces 2147483647");

    Files.write(images, SyntheticData.gzip(0x803, PIXELS, 2, -1, 2));
    assertRefused("announces -1");

    Files.write(images, SyntheticData.gzip(0x803, PIXELS, 1_000_000, 256, 256));
    assertRefused("larger than this reader takes");
  }

  @Test
  void read_fewerLabelsThanImages_isRefused() throws IOException {
    Files.write(labels, SyntheticData.gzip(0x801, new byte[] {7}, 1));

    assertRefused("2 images", "1 labels");
  }

  private void assertRefused(String... parts) {
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> new IdxReader().read(images, labels))
        .satisfies(e -> assertThat(e.getMessage()).contains(parts));
  }
}
