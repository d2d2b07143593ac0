package dev.serin.gateway.images;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ImageFormatTest {
  @ParameterizedTest
  @CsvSource({
    "ffd8ffe000104a464946, image/jpeg",
    "89504e470d0a1a0a0000, image/png",
    "52494646000000005745425056503820, image/webp",
    "474946383961, image/gif",
    "424d3a0000, image/bmp",
    "49492a0008, image/tiff",
    "4d4d002a00, image/tiff"
  })
  void mediaType_firstBytes_told(String hex, String mediaType) {
    assertThat(mediaType(HexFormat.of().parseHex(hex))).isEqualTo(mediaType);
  }

  @Test
  void mediaType_anythingElse_nothingABrowserShows() {
    byte[] svg = "<svg><script/></svg>".getBytes(StandardCharsets.UTF_8);
    assertThat(mediaType(svg)).isEqualTo("application/octet-stream");
    assertThat(mediaType(new byte[0])).isEqualTo("application/octet-stream");
  }

  private static String mediaType(byte[] file) {
    return ImageFormat.mediaType(Unpooled.wrappedBuffer(file));
  }
}
