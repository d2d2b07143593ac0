package dev.serin.worker.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.serin.worker.image.ImageException.Reason;
import dev.serin.worker.image.InputSpec.Orient;
import dev.serin.worker.testing.SharedData;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.opencv.core.Core;
import org.opencv.core.Scalar;

/** Test images of other projects, beside what Pillow makes of them. */
final class DecodeCorpusTest {
  private static final long PIXELS_MAX = 50_000_000;
  private static final double MEAN_TOLERANCE = 3;

  /** Where Serin, on purpose or for lack of a codec, does otherwise than Pillow; and why. */
  private static final Map<String, String> KNOWN = new HashMap<>();

  static {
    known(
        "Pillow clips 16-bit grey at 255; OpenCV scales it",
        "pngsuite/basi0g16.png",
        "pngsuite/g04n0g16.png",
        "pngsuite/g07n0g16.png",
        "pngsuite/g25n0g16.png",
        "generated/gray16.png",
        "pillow/16bit.MM.deflate.tif",
        "pillow/16bit.deflate.tif",
        "pillow/16bit.s.tif");
    known(
        "TIFF with alpha: OpenCV multiplies it in, Pillow divides it out",
        "pillow/tiff_16bit_RGBa.tiff",
        "pillow/tiff_strip_planar_16bit_RGBa.tiff",
        "pillow/tiff_wrong_bits_per_sample.tiff",
        "image-rs/images_tiff_testsuite_hpredict.tiff");
    known(
        "TIFF with 2, 4 or 12 bits a pixel: not read by OpenCV",
        "pillow/12bit.cropped.tif",
        "pillow/tiff_gray_2_4_bpp_hopper2I.tif",
        "pillow/tiff_gray_2_4_bpp_hopper2R.tif",
        "pillow/tiff_gray_2_4_bpp_hopper4I.tif",
        "pillow/tiff_gray_2_4_bpp_hopper4R.tif");
    known(
        "BMP with 16-bit pixels behind a V3 or V5 header: not read by OpenCV",
        "image-rs/images_bmp_images_V3_A1_R5_G5_B5.bmp",
        "image-rs/images_bmp_images_V3_R5_G6_B5.bmp",
        "image-rs/images_bmp_images_V5_A1_R5_G5_B5.bmp");
    known(
        "BMP with a run beyond its row: damaged, and Pillow lenient",
        "image-rs/images_bmp_images_imagemagick_invalid_run_length_issue_2321.bmp");
    known(
        "BMP with bit masks in a 52-byte header: OpenCV passes over them",
        "pillow/bmp_q_rgb32h52.bmp");
    known(
        "BMP whose runs skip pixels: OpenCV and Pillow give them other colours",
        "pillow/bmp_q_pal4rletrns.bmp");
    known("BMP with a header of 66 bytes: OpenCV lenient", "pillow/bmp_b_badheadersize.bmp");
    known(
        "PNG with a wrong checksum or a broken stream: Pillow lenient",
        "pngsuite/xcsn0g01.png",
        "pillow/broken_data_stream.png");
    known(
        "JPEG whose rows stop in the middle and go on as noise: Pillow lenient",
        "pillow/hopper_bad_exif.jpg");
    known(
        "GIF with transparent pixels: the JDK and Pillow give them other colours",
        "pillow/dispose_bgnd_transparency.gif");
    known(
        "GIF frame smaller than its canvas: black around it here, the background colour in Pillow",
        "image-rs/images_gif_anim_large-gif-anim-combine.gif");
    known(
        "animated WebP: refused, since OpenCV composes no frames",
        "image-rs/images_webp_extended_images_advertises_rgba_but_frames_are_rgb.webp");
    known(
        "a text chunk of 50 MB: Pillow refuses to unpack it, libpng passes over it",
        "generated/bomb_png_ztxt_50MB.png");
  }

  private final List<String> wrong = new ArrayList<>();
  private final Set<String> different = new HashSet<>();

  @ParameterizedTest
  @EnumSource
  void decode_corpus_isWhatPillowSeesButForNamedDifferences(JpegLibrary jpeg) throws Exception {
    Path corpus = SharedData.require("data/decode");
    OpenCv.load();
    JsonNode files = new ObjectMapper().readTree(corpus.resolve("manifest.json").toFile());
    assertThat(files.size()).isGreaterThan(200);
    Optional<TurboJpeg> turbo = jpeg.load();
    ImageDecoder decoder = new ImageDecoder(PIXELS_MAX, turbo);
    for (JsonNode file : files) {
      String name = file.get("file").asText();
      compare(decoder, name, file.path("pillow"), Files.readAllBytes(corpus.resolve(name)));
    }
    turbo.ifPresent(TurboJpeg::close);
    assertThat(wrong).isEmpty();
    assertThat(different).as("differences that are still there").isEqualTo(KNOWN.keySet());
  }

  private void compare(ImageDecoder decoder, String name, JsonNode pillow, byte[] file) {
    String format = pillow.path("format").asText("");
    boolean decodes = pillow.path("decodes").asBoolean();
    try (DecodedImage image = decoder.decode(file, Orient.NONE)) {
      String found = image.width() + "x" + image.height();
      String wanted = pillow.path("w").asInt() + "x" + pillow.path("h").asInt();
      boolean same = decodes && found.equals(wanted) && sameMean(image, pillow.path("mean_rgb"));
      note(name, same, found + " where Pillow has " + (decodes ? wanted : "nothing"));
    } catch (ImageException e) {
      note(name, !decodes || isForeign(format), e.reason() + " where Pillow has " + format);
      if (isForeign(format) && e.reason() != Reason.UNSUPPORTED_FORMAT) {
        wrong.add(name + " of format " + format + " is " + e.reason());
      }
      requireReason(name, e.reason());
    } catch (RuntimeException e) {
      wrong.add(name + " " + e);
    }
  }

  private void note(String name, boolean same, String what) {
    if (!same) {
      different.add(name);
      if (!KNOWN.containsKey(name)) {
        wrong.add(name + ": " + what);
      }
    }
  }

  /** Formats that Serin does not read, and says so. */
  private static boolean isForeign(String format) {
    return format.equals("AVIF") || format.equals("HEIF") || format.equals("ICO");
  }

  private void requireReason(String name, Reason reason) {
    Reason wanted = reason;
    if (name.startsWith("generated/bomb_")) {
      wanted = Reason.TOO_MANY_PIXELS;
    } else if (name.startsWith("heif/") || name.endsWith(".ico") || name.endsWith(".avif")) {
      wanted = Reason.UNSUPPORTED_FORMAT;
    } else if (name.contains("truncated_")) {
      wanted = Reason.UNDECODABLE;
    }
    if (wanted != reason) {
      wrong.add(name + " is " + reason + " and not " + wanted);
    }
  }

  private static boolean sameMean(DecodedImage image, JsonNode rgb) {
    Scalar bgr = Core.mean(image.pixels());
    boolean same = true;
    for (int c = 0; c < rgb.size(); c++) {
      same &= Math.abs(rgb.get(c).asDouble() - bgr.val[2 - c]) <= MEAN_TOLERANCE;
    }
    return same;
  }

  private static void known(String reason, String... files) {
    for (String file : files) {
      KNOWN.put(file, reason);
    }
  }
}
