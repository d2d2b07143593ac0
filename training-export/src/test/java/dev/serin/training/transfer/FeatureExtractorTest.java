package dev.serin.training.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serin.training.data.Augmentation;
import dev.serin.training.data.ImageSet;
import dev.serin.training.data.Preparation;
import dev.serin.training.onnx.OnnxRunner;
import dev.serin.worker.image.OpenCv;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opencv.core.CvType;
import org.opencv.core.Mat;

class FeatureExtractorTest {
  private static final Augmentation FLIP =
      new Augmentation(0, 1, 0, 0, 1, Augmentation.NONE.colour(), 0, 0);
  private static final Augmentation CROP =
      new Augmentation(0, 0.5, 0, 0, 0.4, Augmentation.NONE.colour(), 0, 0);
  private static final FeatureExtractor.Progress SILENT = (done, all) -> {};
  private static final int IMAGES = 7;

  @TempDir private Path folder;

  @BeforeAll
  static void load() {
    OpenCv.load();
  }

  @Test
  void features_image_areWhatTheBackboneSaysOfItsPreparedPixels() {
    List<List<float[]>> features = extract(FLIP, 1, 1, 2, new Photos());

    for (int i = 0; i < IMAGES; i++) {
      assertThat(features.get(i)).hasSize(2);
      assertThat(features.get(i).get(0)).containsExactly(alone(i), Offset.offset(1e-5f));
      assertThat(features.get(i).get(1)).isNotEqualTo(features.get(i).get(0));
    }
  }

  @Test
  void features_secondRun_doesNotRunTheBackbone() {
    List<List<float[]>> first = new ArrayList<>();
    try (FeatureExtractor extractor = open(CROP, 1, 2)) {
      first.addAll(extractor.features(new Photos(), 3, SILENT));
      assertThat(extractor.runs()).isEqualTo(IMAGES * 4);
    }
    try (FeatureExtractor extractor = open(CROP, 1, 1)) {
      List<List<float[]>> second = extractor.features(new Photos(), 3, SILENT);

      assertThat(extractor.runs()).isZero();
      assertSame(second, first);
    }
  }

  @Test
  void features_otherSeedOrAugmentation_runsTheVariantsOnly() {
    extract(CROP, 1, 2, 1, new Photos());

    assertThat(runs(CROP, 2, 2)).isEqualTo(IMAGES * 2);
    assertThat(runs(FLIP, 1, 2)).isEqualTo(IMAGES * 2);
    assertThat(runs(FLIP, 5, 0)).isZero();
    assertThat(runs(CROP, 1, 3)).isEqualTo(IMAGES);
  }

  @Test
  void features_fileDamaged_runsWhatIsMissing() throws Exception {
    extract(CROP, 1, 0, 1, new Photos());
    Path file;
    try (var files = Files.walk(folder)) {
      file = files.filter(f -> f.toString().endsWith(".features")).findFirst().orElseThrow();
    }
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length - 1));

    assertThat(runs(CROP, 1, 0)).isEqualTo(1);
  }

  @Test
  void features_anyThreads_areTheSame(@TempDir Path other) {
    List<List<float[]>> one = extract(CROP, 3, 2, 1, new Photos());
    Backbone backbone = Backbone.of(TinyBackbone.usual(), null, TinyBackbone.input());
    try (FeatureExtractor extractor = FeatureExtractor.open(backbone, other, CROP, 3, 4)) {
      assertSame(extractor.features(new Photos(), 2, SILENT), one);
    }
  }

  @Test
  void features_augmentationThatLeavesPixels_hasNoVariants() {
    assertThat(extract(Augmentation.NONE, 1, 3, 1, new Photos())).allMatch(f -> f.size() == 1);
  }

  @Test
  void features_progress_countsImagesThatWereNotKnown() {
    List<Integer> heard = new ArrayList<>();
    try (FeatureExtractor extractor = open(CROP, 1, 2)) {
      extractor.features(new Photos().part(0, 3), 1, SILENT);

      extractor.features(
          new Photos(),
          1,
          (done, all) -> {
            assertThat(all).isEqualTo(IMAGES - 3);
            heard.add(done);
          });
    }
    assertThat(heard).containsExactly(1, 2, 3, 4);
  }

  @Test
  void features_imageThatCannotBeRead_isNamedByTheSet() {
    assertThatThrownBy(
            () ->
                extract(
                    CROP,
                    1,
                    1,
                    2,
                    new Photos() {
                      @Override
                      public Mat pixels(int i) {
                        if (i == 4) {
                          throw new IllegalStateException("cannot read photo 4");
                        }
                        return super.pixels(i);
                      }
                    }))
        .hasMessage("cannot read photo 4");
  }

  private List<List<float[]>> extract(
      Augmentation augmentation, long seed, int variants, int threads, ImageSet images) {
    try (FeatureExtractor extractor = open(augmentation, seed, threads)) {
      return extractor.features(images, variants, SILENT);
    }
  }

  private int runs(Augmentation augmentation, long seed, int variants) {
    try (FeatureExtractor extractor = open(augmentation, seed, 1)) {
      extractor.features(new Photos(), variants, SILENT);
      return extractor.runs();
    }
  }

  private FeatureExtractor open(Augmentation augmentation, long seed, int threads) {
    Backbone backbone = Backbone.of(TinyBackbone.usual(), null, TinyBackbone.input());
    return FeatureExtractor.open(backbone, folder, augmentation, seed, threads);
  }

  private static void assertSame(List<List<float[]>> found, List<List<float[]>> expected) {
    assertThat(found).hasSameSizeAs(expected);
    for (int i = 0; i < found.size(); i++) {
      assertThat(found.get(i)).hasSameSizeAs(expected.get(i));
      for (int v = 0; v < found.get(i).size(); v++) {
        assertThat(found.get(i).get(v)).containsExactly(expected.get(i).get(v));
      }
    }
  }

  private static float[] alone(int i) {
    Mat pixels = new Photos().pixels(i);
    try (Preparation preparation = new Preparation(TinyBackbone.input());
        OnnxRunner runner =
            Backbone.of(TinyBackbone.usual(), null, TinyBackbone.input()).runner(1)) {
      float[] values = new float[preparation.valuesPerImage()];
      preparation.prepare(pixels, values, 0);
      return runner.of(values, 1);
    } finally {
      pixels.release();
    }
  }

  /** Noise, 12 x 10 pixels, the same for the same number. */
  private static class Photos implements ImageSet {
    @Override
    public int size() {
      return IMAGES;
    }

    @Override
    public int label(int i) {
      return i % 2;
    }

    @Override
    public String name(int i) {
      return "noise/" + i;
    }

    @Override
    public String digest(int i) {
      return String.format("%064x", i + 1);
    }

    @Override
    public Mat pixels(int i) {
      byte[] noise = new byte[12 * 10 * 3];
      new SplittableRandom(i).nextBytes(noise);
      Mat pixels = new Mat(10, 12, CvType.CV_8UC3);
      pixels.put(0, 0, noise);
      return pixels;
    }
  }
}
