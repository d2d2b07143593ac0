package dev.serin.training.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeatureCacheTest {
  private static final int FEATURES = 3;
  private static final String BACKBONE = "b";
  private static final int HEAD = 12;
  private static final int RECORD = FeaturePack.recordBytes(FEATURES);

  @TempDir private Path folder;

  @Test
  void read_whatWasWritten_isTheSame() throws IOException {
    new FeatureCache(folder).write(BACKBONE, FEATURES, records(1, 2));
    new FeatureCache(folder).write(BACKBONE, FEATURES, records(3));

    Map<String, float[]> found =
        new FeatureCache(folder).read(BACKBONE, FEATURES, Set.of(key(1), key(3), key(4)));

    assertThat(found).containsOnlyKeys(key(1), key(3));
    assertThat(found.get(key(3))).containsExactly(3, 3.5f, -3);
  }

  @Test
  void read_otherBackboneOrOtherCount_findsNothing() throws IOException {
    new FeatureCache(folder).write(BACKBONE, FEATURES, records(1));

    assertThat(new FeatureCache(folder).read("c", FEATURES, Set.of(key(1)))).isEmpty();
    assertThat(new FeatureCache(folder).read(BACKBONE, FEATURES + 1, Set.of(key(1)))).isEmpty();
  }

  @Test
  void read_fileCutShortAnywhere_keepsTheWholeRecords() throws IOException {
    new FeatureCache(folder).write(BACKBONE, FEATURES, records(1, 2, 3));
    Path file = files().get(0);
    byte[] whole = Files.readAllBytes(file);

    for (int length = 0; length <= whole.length; length++) {
      Files.write(file, Arrays.copyOf(whole, length));
      int sound = Math.max(0, (length - HEAD) / RECORD);
      assertThat(all()).as("%d bytes", length).hasSize(sound);
    }
  }

  @Test
  void read_byteChanged_losesOneRecordOnly() throws IOException {
    new FeatureCache(folder).write(BACKBONE, FEATURES, records(1, 2, 3));
    Path file = files().get(0);
    byte[] bytes = Files.readAllBytes(file);
    bytes[HEAD + RECORD + 33] ^= 4;
    Files.write(file, bytes);

    assertThat(all()).containsOnlyKeys(key(1), key(3));
  }

  @Test
  void write_tooMuchAltogether_removesWhatWasOfNoUseForLongest() throws IOException {
    int file = HEAD + RECORD;
    cacheAt(1, 3 * file).write(BACKBONE, FEATURES, records(1));
    cacheAt(2, 3 * file).write("other", FEATURES, records(2));
    cacheAt(3, 3 * file).write(BACKBONE, FEATURES, records(3));
    // Was the oldest, and has been of use since.
    cacheAt(4, 3 * file).read(BACKBONE, FEATURES, Set.of(key(1)));

    cacheAt(5, 3 * file).write(BACKBONE, FEATURES, records(4));

    assertThat(all()).containsOnlyKeys(key(1), key(3), key(4));
    assertThat(new FeatureCache(folder).read("other", FEATURES, Set.of(key(2)))).isEmpty();
  }

  @Test
  void write_leavesNothingButTheFile() throws IOException {
    new FeatureCache(folder).write(BACKBONE, FEATURES, records(1, 2));

    assertThat(files()).hasSize(1).allMatch(f -> f.toString().endsWith(".features"));
  }

  private FeatureCache cacheAt(long second, long bytesMax) {
    return new FeatureCache(
        folder, bytesMax, Clock.fixed(Instant.ofEpochSecond(second), ZoneOffset.UTC));
  }

  private Map<String, float[]> all() throws IOException {
    return new FeatureCache(folder)
        .read(BACKBONE, FEATURES, Set.of(key(1), key(2), key(3), key(4)));
  }

  private List<Path> files() throws IOException {
    try (var files = Files.list(folder.resolve(BACKBONE))) {
      return files.toList();
    }
  }

  private static Map<String, float[]> records(int... numbers) {
    Map<String, float[]> records = new LinkedHashMap<>();
    for (int number : numbers) {
      records.put(key(number), new float[] {number, number + 0.5f, -number});
    }
    return records;
  }

  private static String key(int number) {
    return String.format("%064x", number);
  }
}
