package dev.serin.worker.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.serin.worker.image.InputSpec.Orient;
import dev.serin.worker.testing.NativeMemory;
import dev.serin.worker.testing.SharedData;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.opencv.core.Core;
import org.opencv.core.Mat;

/** The system's libturbojpeg beside OpenCV: the same pixels, or else OpenCV is asked. */
final class TurboJpegTest {
  private static final int[] REDUCTIONS = {1, 2, 4, 8};

  private final TurboJpeg turbo = JpegLibrary.turboJpeg();
  private final OpenCvDecoder openCv = new OpenCvDecoder();

  @BeforeAll
  static void loadOpenCv() {
    OpenCv.load();
  }

  @AfterEach
  void close() {
    turbo.close();
    assertThat(turbo.idle()).isZero();
  }

  @Test
  void decode_everyKindOfJpeg_givesThePixelsOfOpenCv() throws Exception {
    for (byte[] file : JpegSamples.all()) {
      requireSame(direct(file), "");
    }
  }

  /** The largest difference of a pixel over the photos of the shared data is 0. */
  @Test
  void decode_photos_givesThePixelsOfOpenCv() throws Exception {
    for (String folder : List.of("data/photos", "data/photos-apache")) {
      try (Stream<Path> files = Files.list(SharedData.require(folder))) {
        for (Path file : files.filter(f -> f.toString().matches("(?i).*[.]jpe?g")).toList()) {
          requireSame(direct(Files.readAllBytes(file)), file.toString());
        }
      }
    }
  }

  @Test
  void decode_cmyk_isLeftToOpenCv() throws Exception {
    byte[] file = Files.readAllBytes(SharedData.require("data/decode/generated/cmyk.jpg"));
    assertThat(turbo.decode(direct(file), ImageHeader.read(direct(file)), 1)).isEmpty();
    new ImageDecoder(1_000_000, Optional.of(turbo)).decode(file, Orient.NONE).close();
  }

  @Test
  void decode_whatTheLibraryWarnsOf_isLeftToOpenCv() throws Exception {
    byte[] file = JpegSamples.of(64, 48, 90);
    byte[] extraneous = new byte[file.length + 100];
    System.arraycopy(file, 0, extraneous, 0, file.length - 2);
    extraneous[extraneous.length - 2] = (byte) 0xff;
    extraneous[extraneous.length - 1] = (byte) 0xd9;
    extraneous[file.length / 2] ^= 0x55;
    ByteBuffer direct = direct(extraneous);
    ImageHeader header = ImageHeader.read(direct);
    assertThat(turbo.decode(direct, header, 1)).isEmpty();
    Optional<Mat> pixels = openCv.decode(direct, header, 1);
    assertThat(pixels).isPresent();
    pixels.orElseThrow().release();
    assertThat(turbo.idle()).as("decompressors that met a damaged file").isZero();
  }

  @Test
  void decode_headerOfAnotherSize_isLeftToOpenCv() {
    byte[] file = JpegSamples.of(64, 48, 90);
    ImageHeader larger = new ImageHeader(ImageFormat.JPEG, 640, 480);
    assertThat(turbo.decode(direct(file), larger, 1)).isEmpty();
  }

  @Test
  void decode_damagedFiles_isRefusedIfOpenCvRefuses() throws Exception {
    List<byte[]> seeds = JpegSamples.all();
    int images = 0;
    for (int seed = 0; seed < 3_000; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      byte[] file = seeds.get(random.nextInt(seeds.size())).clone();
      for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
        file[random.nextInt(file.length)] ^= (byte) (1 << random.nextInt(8));
      }
      images += requireSameDecision(file, seed);
    }
    assertThat(images).isBetween(300, 2_700);
  }

  @Test
  void decode_manyThreads_neitherMixesNorLeaksDecompressors() throws Exception {
    int threads = 6;
    List<byte[]> files = JpegSamples.all();
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<?>> running = new ArrayList<>();
      for (int thread = 0; thread < threads; thread++) {
        int first = thread;
        running.add(
            pool.submit(
                () -> {
                  for (int i = 0; i < 60; i++) {
                    requireSame(direct(files.get((first + i) % files.size())), "" + i);
                  }
                  return null;
                }));
      }
      for (Future<?> task : running) {
        task.get();
      }
    } finally {
      pool.shutdown();
    }
    assertThat(turbo.idle()).isBetween(1, threads);
  }

  @Test
  void decode_manyWholeAndDamagedFiles_leaksNothing() throws Exception {
    assumeThat(NativeMemory.isKnown()).as("no /proc/self/status here").isTrue();
    byte[] file = JpegSamples.of(800, 600, 90);
    byte[] damaged = file.clone();
    Arrays.fill(damaged, file.length / 2, file.length / 2 + 40, (byte) 0xff);
    decodeBoth(direct(file), direct(damaged), 50);
    long before = NativeMemory.residentBytes();
    decodeBoth(direct(file), direct(damaged), 400);
    // The pixels of each are 1.4 MB of native memory.
    assertThat(NativeMemory.residentBytes() - before).isLessThan(100L << 20);
    assertThat(turbo.idle()).isEqualTo(0);
  }

  @Test
  void load_libraryThatIsNotThere_isEmptyAndOpenCvDecodes() throws Exception {
    Optional<TurboJpeg> none = TurboJpeg.load(List.of("serin-no-such-library", "libno.so.9"));
    assertThat(none).isEmpty();
    try (DecodedImage image =
        new ImageDecoder(1_000_000, none).decode(JpegSamples.of(64, 48, 90), Orient.EXIF)) {
      assertThat(image.width()).isEqualTo(64);
    }
  }

  private void decodeBoth(ByteBuffer file, ByteBuffer damaged, int times) throws ImageException {
    ImageHeader header = ImageHeader.read(file);
    for (int i = 0; i < times; i++) {
      turbo.decode(file, header, 1).orElseThrow().release();
      assertThat(turbo.decode(damaged, header, 1)).isEmpty();
    }
  }

  private void requireSame(ByteBuffer file, String name) throws ImageException {
    ImageHeader header = ImageHeader.read(file);
    for (int reduction : REDUCTIONS) {
      Mat found = turbo.decode(file, header, reduction).orElseThrow();
      Mat wanted = openCv.decode(file, header, reduction).orElseThrow();
      assertThat(Core.norm(found, wanted, Core.NORM_INF))
          .as("%s, %s / %s", name, header, reduction)
          .isZero();
      found.release();
      wanted.release();
    }
  }

  /** 1 where it is an image. */
  private int requireSameDecision(byte[] file, long seed) {
    ImageDecoder with = new ImageDecoder(1_000_000, Optional.of(turbo));
    ImageDecoder without = new ImageDecoder(1_000_000);
    Optional<Mat> found = pixels(with, file);
    Optional<Mat> wanted = pixels(without, file);
    assertThat(found.isPresent()).as("seed %s", seed).isEqualTo(wanted.isPresent());
    if (found.isEmpty()) {
      return 0;
    }
    // Not the pixels: of coefficients out of range, SIMD and plain code make different ones.
    assertThat(found.get().size()).as("seed %s", seed).isEqualTo(wanted.orElseThrow().size());
    found.get().release();
    wanted.get().release();
    return 1;
  }

  private static Optional<Mat> pixels(ImageDecoder decoder, byte[] file) {
    try {
      return Optional.of(decoder.decode(file, Orient.EXIF).pixels());
    } catch (ImageException e) {
      return Optional.empty();
    }
  }

  private static ByteBuffer direct(byte[] file) {
    return ByteBuffer.allocateDirect(file.length).put(file).flip();
  }
}
