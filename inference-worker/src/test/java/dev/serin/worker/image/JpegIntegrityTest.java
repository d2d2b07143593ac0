package dev.serin.worker.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.serin.worker.image.ImageException.Reason;
import dev.serin.worker.image.InputSpec.Orient;
import dev.serin.worker.testing.SharedData;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** JPEG files that lack pixels, by either library; and odd ones that do not. */
@ParameterizedClass
@EnumSource
final class JpegIntegrityTest {
  private static final byte[] END = {(byte) 0xff, (byte) 0xd9};
  private static final long SEED = 16;

  private final Optional<TurboJpeg> turbo;
  private final ImageDecoder decoder;

  JpegIntegrityTest(JpegLibrary jpeg) {
    turbo = jpeg.load();
    decoder = new ImageDecoder(50_000_000, turbo);
  }

  @BeforeAll
  static void loadOpenCv() {
    OpenCv.load();
  }

  @AfterEach
  void close() {
    turbo.ifPresent(TurboJpeg::close);
  }

  @Test
  void decode_cutAnywhereAndClosed_isRefused() throws Exception {
    SplittableRandom random = new SplittableRandom(SEED);
    for (byte[] file : kinds()) {
      accepts(file);
      for (int i = 0; i < 80; i++) {
        int tail = i < 40 ? i : random.nextInt(file.length - 6);
        refusesCut(file, file.length - 3 - tail);
      }
    }
  }

  /** Every photo cut at five places, drawn by {@link #SEED} and the size of the file. */
  @Test
  void decode_photosCutAndClosed_areRefused() throws Exception {
    for (String folder : List.of("data/photos", "data/photos-apache", "data/decode")) {
      for (Path path : photos(SharedData.require(folder))) {
        byte[] file = Files.readAllBytes(path);
        SplittableRandom random = new SplittableRandom(SEED + file.length);
        for (int i = 0; decodes(file) && i < 5; i++) {
          byte[] body = Arrays.copyOf(file, end(file));
          int at = 3 + random.nextInt(body.length - 3);
          try (DecodedImage image =
              decoder.decode(joined(Arrays.copyOf(body, at), END), Orient.EXIF)) {
            fail("%s cut at %d of %d is %s", path, at, body.length, image);
          } catch (ImageException e) {
            assertThat(e.reason()).as("%s at %d", path, at).isEqualTo(Reason.UNDECODABLE);
          }
        }
      }
    }
  }

  @Test
  void decode_halfClosedByHand_saysHowManyRowsAreWhole() throws Exception {
    byte[] file = JpegSamples.of(640, 480, 90);
    ImageException refused = refuses(joined(Arrays.copyOf(file, file.length / 2), END));
    assertThat(refused.incomplete()).isTrue();
    assertThat(refused.getMessage())
        .matches("damaged jpeg file: it ends early: \\d+ of 480 rows are whole; send the .* file");
    Path shared = SharedData.require("cases/public/A17");
    accepts(Files.readAllBytes(shared.resolve("whole.jpg")));
    assertThat(refuses(Files.readAllBytes(shared.resolve("half-closed.jpg"))).getMessage())
        .contains("it ends early: 16 of 128 rows are whole");
  }

  @Test
  void decode_reduced_isRefusedAsWell() throws Exception {
    byte[] file = JpegSamples.of(800, 600, 90);
    byte[] cut = joined(Arrays.copyOf(file, 2 * file.length / 3), END);
    for (int reduction : new int[] {2, 4, 8}) {
      assertThat(reduced(file, 600 / reduction)).isTrue();
      assertThat(reduced(cut, 600 / reduction)).isFalse();
    }
  }

  @Test
  void decode_scanOfAChannelMissing_isRefused() throws Exception {
    accepts(SeparateScans.of(9, 7, 3));
    for (int scans = 1; scans < 3; scans++) {
      assertThat(refuses(SeparateScans.of(9, 7, scans)).getMessage())
          .contains("scans of its pixels are missing");
    }
  }

  @Test
  void decode_anyScanOfAProgressiveFileMissing_isRefused() throws Exception {
    int scans = 0;
    for (byte[] file : JpegSamples.all()) {
      List<Integer> starts = scanStarts(file);
      for (int i = 0; starts.size() > 1 && i < starts.size(); i++) {
        int to = i + 1 < starts.size() ? starts.get(i + 1) : file.length - 2;
        byte[] rest = Arrays.copyOfRange(file, to, file.length);
        // Tables stand before the scan that needs them, so more than the scan may be missing.
        refuses(joined(Arrays.copyOf(file, starts.get(i)), rest));
        scans++;
      }
    }
    assertThat(scans).isGreaterThan(40);
  }

  /** Else a small file could have any number of scans, each of which costs the time of a whole. */
  @Test
  void decode_anyScanOfAProgressiveFileRepeated_isRefused() throws Exception {
    for (byte[] file : JpegSamples.all()) {
      List<Integer> starts = scanStarts(file);
      for (int i = 0; starts.size() > 1 && i < starts.size() - 1; i++) {
        byte[] scan = Arrays.copyOfRange(file, starts.get(i), starts.get(i + 1));
        refuses(
            joined(Arrays.copyOf(file, starts.get(i + 1)), scan, tail(file, starts.get(i + 1))));
      }
    }
  }

  @Test
  void decode_pieceBetweenRestartMarkersMissing_isRefused() throws Exception {
    byte[] file = JpegSamples.all().get(1); // a restart marker each MCU
    List<Integer> restarts = markers(file, 0xd0, 0xd7);
    assertThat(restarts).hasSizeGreaterThan(12);
    int from = restarts.get(4);
    byte[] head = Arrays.copyOf(file, from);
    byte[] holed = joined(head, Arrays.copyOfRange(file, restarts.get(6), file.length));
    assertThat(refuses(holed).getMessage()).contains("a part of it missing at row");
    byte[] bare = joined(Arrays.copyOf(file, from + 2), tail(file, restarts.get(5)));
    assertThat(refuses(bare).getMessage()).contains("a part of it missing at row");
  }

  @Test
  void decode_wholePictureInAnOddFile_isServed() throws Exception {
    for (byte[] file : kinds()) {
      byte[] body = Arrays.copyOf(file, file.length - 2);
      byte[] thumbnail = JpegSamples.of(16, 16, 50);
      accepts(joined(file, new byte[500]));
      accepts(joined(file, thumbnail)); // several pictures in one file, as phones write them
      accepts(joined(body, new byte[] {0, 0, 7}, END)); // bytes before the end marker
      accepts(joined(body, new byte[] {-1, -1, -1}, END)); // fill bytes
      accepts(joined(body, new byte[] {-1, (byte) 0xd3}, END)); // one restart marker too many
      accepts(joined(body, segment(0xfe, new byte[9]), END)); // a comment behind the pixels
      if (scanStarts(file).size() == 1) {
        accepts(joined(body, thumbnail)); // the next picture in place of the end marker
      }
      for (byte[] segment :
          List.of(
              segment(0xe1, thumbnail),
              segment(0xee, new byte[] {'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, 1}),
              segment(0xfe, END))) {
        accepts(joined(Arrays.copyOf(file, 2), segment, tail(file, 2)));
      }
      int second = 4 + ((file[4] & 0xff) << 8 | (file[5] & 0xff));
      accepts(joined(Arrays.copyOf(file, second), new byte[] {5, 5, 5}, tail(file, second)));
    }
  }

  @Test
  void decode_endMarkerMissing_isRefused() throws Exception {
    for (byte[] file : kinds()) {
      assertThat(refuses(Arrays.copyOf(file, file.length - 2)).incomplete()).isTrue();
    }
  }

  @Test
  void decode_arithmeticCoding_isUnsupported() {
    byte[] file = JpegSamples.of(64, 48, 90);
    file[markers(file, 0xc0, 0xc0).get(0) + 1] = (byte) 0xc9;
    ImageException refused = refuses(file);
    assertThat(refused.reason()).isEqualTo(Reason.UNSUPPORTED_FORMAT);
    assertThat(refused.getMessage()).contains("arithmetic");
  }

  private static List<byte[]> kinds() throws IOException {
    List<byte[]> kinds = new ArrayList<>(JpegSamples.all());
    kinds.add(SeparateScans.of(9, 7, 3));
    return kinds;
  }

  private void refusesCut(byte[] file, int length) {
    byte[] cut = joined(Arrays.copyOf(file, Math.max(3, length)), END);
    assertThat(refuses(cut).reason()).as("%s bytes", length).isEqualTo(Reason.UNDECODABLE);
  }

  private ImageException refuses(byte[] file) {
    try (DecodedImage image = decoder.decode(file, Orient.EXIF)) {
      throw new AssertionError("%s of %d bytes is served".formatted(image, file.length));
    } catch (ImageException e) {
      return e;
    }
  }

  private void accepts(byte[] file) throws ImageException {
    decoder.decode(file, Orient.EXIF).close();
  }

  private boolean decodes(byte[] file) {
    try (DecodedImage image = decoder.decode(file, Orient.EXIF)) {
      return image.width() > 0;
    } catch (ImageException e) {
      return false;
    }
  }

  private boolean reduced(byte[] file, int side) {
    Resize resize = new Resize(Resize.Rule.SHORTER_SIDE, side, Resize.Filter.AREA);
    InputSpec spec =
        new InputSpec(
            "x",
            InputSpec.ElementType.FLOAT32,
            InputSpec.Layout.NCHW,
            side,
            side,
            InputSpec.Colour.RGB,
            Orient.EXIF,
            InputSpec.Decode.REDUCED,
            resize,
            InputSpec.Crop.CENTRE,
            1,
            List.of(),
            List.of());
    ByteBuffer direct = ByteBuffer.allocateDirect(file.length).put(file).flip();
    try (DecodedImage image = decoder.decode(direct, spec)) {
      return image.width() > 0;
    } catch (ImageException e) {
      return false;
    }
  }

  private static List<Path> photos(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(f -> f.toString().matches("(?i).*[.]jpe?g")).sorted().toList();
    }
  }

  /** Where the end marker of the picture stands: what is behind it is none of it. */
  private static int end(byte[] file) {
    int scan = scanStarts(file).get(0);
    return markers(file, 0xd9, 0xd9).stream().filter(at -> at > scan).findFirst().orElseThrow();
  }

  private static List<Integer> scanStarts(byte[] file) {
    return markers(file, 0xda, 0xda);
  }

  /** Where markers of these codes stand, segments passed over. */
  private static List<Integer> markers(byte[] file, int first, int last) {
    List<Integer> found = new ArrayList<>();
    for (int at = 2; at + 3 < file.length || at + 1 < file.length; ) {
      int code = (file[at] & 0xff) == 0xff ? file[at + 1] & 0xff : 0;
      if (code == 0 || code == 0xff) {
        at++;
        continue;
      }
      if (code >= first && code <= last) {
        found.add(at);
      }
      boolean bare = code >= 0xd0 && code <= 0xd9;
      at += bare ? 2 : 2 + (((file[at + 2] & 0xff) << 8) | (file[at + 3] & 0xff));
    }
    return found;
  }

  private static byte[] segment(int marker, byte[] content) {
    return ByteBuffer.allocate(4 + content.length)
        .putShort((short) (0xff00 | marker))
        .putShort((short) (2 + content.length))
        .put(content)
        .array();
  }

  private static byte[] tail(byte[] file, int from) {
    return Arrays.copyOfRange(file, from, file.length);
  }

  private static byte[] joined(byte[]... pieces) {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    for (byte[] piece : pieces) {
      file.writeBytes(piece);
    }
    return file.toByteArray();
  }
}
