package dev.serin.worker.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serin.worker.image.ImageDecoder;
import dev.serin.worker.image.OpenCv;
import dev.serin.worker.testing.ModelFolders;
import dev.serin.worker.testing.TestImages;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What reduced decode must prove. */
final class GoldenProofTest {
  /** An ONNX file without any field: the test has a graph of its own. */
  private static final String GRAPH = "";

  private static final String MANIFEST =
      """
      format: 1
      file: model.onnx
      sha256: %s
      input: {name: in, layout: NCHW, height: 16, width: 16, colour: GREY, decode: %s,
              resize: {to: exact, filter: linear}}
      output: {name: out, activation: softmax}
      """;
  private static final String TOLERANT = "{\"tolerance\": 1, \"reduced-tolerance\": %s, %s}";
  private static final String PHOTO = "\"images\": [{\"file\": \"photo.jpg\"}]";

  private final Path folder;
  private final VersionLoader loader =
      new VersionLoader(
          (model, digest) -> (file, input, output) -> new Contrast(),
          new VersionProof(new ImageDecoder(10_000_000)),
          Path.of("unused"));

  GoldenProofTest(@TempDir Path folder) throws IOException {
    this.folder = folder;
    Files.writeString(folder.resolve("model.onnx"), GRAPH);
    Files.writeString(folder.resolve("labels.txt"), "plain\nrough\n");
    Files.createDirectories(folder.resolve("golden"));
  }

  @BeforeAll
  static void loadOpenCv() {
    OpenCv.load();
  }

  @Test
  void load_bothDecodesAlike_passes() throws Exception {
    write("reduced", "golden: golden", TOLERANT.formatted(20, PHOTO), smooth(640, 480));
    loader.load(folder).close();
  }

  @Test
  void load_otherBestLabel_isRefused() throws Exception {
    write("reduced", "golden: golden", TOLERANT.formatted(1e6, PHOTO), rough(640, 480));
    refuses("golden image photo.jpg is rough by exact decode, but plain by reduced decode");
  }

  @Test
  void load_logitsFurtherApart_isRefused() throws Exception {
    write("reduced", "golden: golden", TOLERANT.formatted(1e-4, PHOTO), smooth(640, 480));
    refuses("by reduced decode (reduced-tolerance 1.0E-4)");
  }

  @Test
  void load_nothingToProveItOn_isRefused() throws Exception {
    write("reduced", "# none", TOLERANT.formatted(20, PHOTO), smooth(640, 480));
    refuses("name a folder with photos as 'golden'");
    write("reduced", "golden: golden", TOLERANT.formatted(20, PHOTO), smooth(30, 20));
    refuses("no golden image is a JPEG large enough to be reduced");
  }

  @Test
  void load_noReducedTolerance_isRefused() throws Exception {
    write("reduced", "golden: golden", "{\"tolerance\": 1, " + PHOTO + "}", smooth(640, 480));
    refuses("golden.json has no 'reduced-tolerance'");
    write("reduced", "golden: golden", TOLERANT.formatted(0, PHOTO), smooth(640, 480));
    refuses("reduced-tolerance must be greater than 0");
  }

  @Test
  void load_exactDecode_needsNoneOfIt() throws Exception {
    write("exact", "golden: golden", "{\"tolerance\": 1, " + PHOTO + "}", rough(640, 480));
    loader.load(folder).close();
  }

  @Test
  void load_decodeChanged_changesTheDigest() throws Exception {
    write("reduced", "golden: golden", TOLERANT.formatted(20, PHOTO), smooth(640, 480));
    String reduced = loader.digest(folder);
    write("exact", "golden: golden", TOLERANT.formatted(20, PHOTO), smooth(640, 480));
    assertThat(loader.digest(folder)).isNotEqualTo(reduced);
  }

  private void refuses(String reason) {
    assertThatThrownBy(() -> loader.load(folder))
        .isInstanceOf(InvalidFileException.class)
        .hasMessageContaining(reason);
  }

  private void write(String decode, String golden, String list, BufferedImage photo)
      throws IOException {
    String sha256 = ModelFolders.sha256(GRAPH.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    Files.writeString(
        folder.resolve("manifest.yaml"), MANIFEST.formatted(sha256, decode) + golden + "\n");
    Files.writeString(folder.resolve("golden/golden.json"), list);
    Files.write(folder.resolve("golden/photo.jpg"), TestImages.encoded("jpeg", photo));
  }

  private static BufferedImage smooth(int width, int height) {
    return TestImages.scene(width, height, 1);
  }

  /** Noise of single pixels: a linear filter picks some of it, reduced decode averages it away. */
  private static BufferedImage rough(int width, int height) {
    SplittableRandom random = new SplittableRandom(1);
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(x, y, random.nextBoolean() ? 0xffffff : 0);
      }
    }
    return image;
  }

  /** Tells rough images from plain ones by the variance of their pixels. */
  private static final class Contrast implements Graph {
    /** One grey image of the manifest. */
    private static final int IMAGE_BYTES = 16 * 16 * Float.BYTES;

    private static final double ROUGH = 3_000;

    @Override
    public int fixedBatch() {
      return 0;
    }

    @Override
    public float[] run(ByteBuffer images, int batch) {
      float[] scores = new float[2 * batch];
      ByteBuffer in = images.duplicate().order(ByteOrder.nativeOrder());
      int values = in.remaining() / Float.BYTES / batch;
      for (int image = 0; image < batch; image++) {
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < values; i++) {
          double value = in.getFloat();
          sum += value;
          squares += value * value;
        }
        double mean = sum / values;
        scores[2 * image] = (float) (ROUGH / 100);
        scores[2 * image + 1] = (float) ((squares / values - mean * mean) / 100);
      }
      return scores;
    }

    @Override
    public BoundRun bind(int images) {
      ByteBuffer input =
          ByteBuffer.allocateDirect(images * IMAGE_BYTES).order(ByteOrder.nativeOrder());
      return new BoundRun() {
        @Override
        public ByteBuffer input() {
          return input;
        }

        @Override
        public FloatBuffer run(int batch) {
          return FloatBuffer.wrap(Contrast.this.run(input.duplicate(), batch));
        }

        @Override
        public void close() {}
      };
    }

    @Override
    public void close() {}
  }
}
