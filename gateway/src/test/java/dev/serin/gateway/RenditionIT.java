package dev.serin.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.serin.worker.testing.ModelFolders;
import dev.serin.worker.testing.TestImages;
import io.vertx.core.json.JsonObject;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Smaller copies of an uploaded photo, made by a real worker. */
final class RenditionIT {
  private static final int WIDTH = 500;
  private static final int HEIGHT = 375;

  private final TestGateway serin;
  private final HttpClient http = HttpClient.newHttpClient();

  RenditionIT(@TempDir Path data) {
    serin = new TestGateway(new ModelFolders(Path.of("..", "models")), data);
  }

  @AfterEach
  void close() {
    serin.assertIdle();
    serin.close();
  }

  @Test
  void get_eachFormat_smallerUprightWithItsOwnValidator() throws IOException {
    String image = upload(turned(jpeg(), 6));
    HttpResponse<byte[]> png = get(image + "?w=160&format=png");
    assertThat(png.statusCode()).isEqualTo(200);
    assertThat(header(png, "content-type")).isEqualTo("image/png");
    assertThat(header(png, "cache-control")).contains("immutable");
    assertThat(header(png, "surrogate-key")).isEqualTo("image-" + image.substring(12));
    assertThat(header(png, "x-content-type-options")).isEqualTo("nosniff");
    BufferedImage copy = ImageIO.read(new ByteArrayInputStream(png.body()));
    assertThat(copy.getWidth()).isEqualTo(160);
    assertThat(copy.getHeight())
        .as("turned by a quarter, as its EXIF data say")
        .isEqualTo(Math.round(160f * WIDTH / HEIGHT));
    // Stored top left is shown top right after a turn to the right.
    int corner = jpegPixels().getRGB(2, 2);
    int shown = copy.getRGB(copy.getWidth() - 2, 1);
    for (int shift = 0; shift < 24; shift += 8) {
      assertThat(shown >> shift & 0xff).isCloseTo(corner >> shift & 0xff, within(24));
    }
    HttpResponse<byte[]> jpeg = get(image + "?w=160");
    assertThat(header(jpeg, "content-type")).isEqualTo("image/jpeg");
    HttpResponse<byte[]> webp = get(image + "?w=160&format=webp");
    assertThat(header(webp, "content-type")).isEqualTo("image/webp");
    assertThat(new String(webp.body(), 8, 4, StandardCharsets.US_ASCII)).isEqualTo("WEBP");
    assertThat(header(webp, "etag")).isNotEqualTo(header(jpeg, "etag")).startsWith("\"");
    assertThat(webp.body().length).isLessThan(png.body().length);
    HttpResponse<byte[]> same =
        send(request(image + "?w=160").header("If-None-Match", header(jpeg, "etag")));
    assertThat(same.statusCode()).isEqualTo(304);
  }

  @Test
  void get_widerThanTheImage_neverUpscaled() throws IOException {
    String image = upload(jpeg());
    BufferedImage copy =
        ImageIO.read(new ByteArrayInputStream(get(image + "?w=1280&format=png").body()));
    assertThat(copy.getWidth()).isEqualTo(WIDTH);
    assertThat(copy.getHeight()).isEqualTo(HEIGHT);
    assertThat(get(image).body()).as("the image itself").isEqualTo(jpeg());
  }

  @Test
  void get_notListed_400WithTheList() throws IOException {
    String image = upload(jpeg());
    for (String query :
        new String[] {"?w=161", "?w=", "?w=0160", "?w=-1", "?format=webp", "?w=160&w=320"}) {
      HttpResponse<byte[]> refused = get(image + query);
      assertThat(refused.statusCode()).as(query).isEqualTo(400);
      assertThat(new String(refused.body(), StandardCharsets.UTF_8))
          .as(query)
          .contains("w must be one of 160, 320, 640, 1280");
    }
    assertThat(new String(get(image + "?w=160&format=avif").body(), StandardCharsets.UTF_8))
        .contains("format must be one of jpeg, webp, png");
    String unknown = "/cdn/images/" + "0".repeat(64) + "?w=160";
    assertThat(get(unknown).statusCode()).isEqualTo(404);
  }

  @Test
  void get_manyAtOnce_madeOnce() throws IOException {
    String image = upload(jpeg());
    List<CompletableFuture<HttpResponse<byte[]>>> underWay = new ArrayList<>();
    for (int i = 0; i < 32; i++) {
      underWay.add(
          http.sendAsync(
              request(image + "?w=320&format=webp").build(), BodyHandlers.ofByteArray()));
    }
    underWay.forEach(answer -> assertThat(answer.join().statusCode()).isEqualTo(200));
    double made =
        serin
            .registry
            .get("vertx.pool.completed")
            .tag("pool_name", "serin-renditions")
            .counter()
            .count();
    assertThat(made).isEqualTo(1);
  }

  private String upload(byte[] image) throws IOException {
    HttpResponse<String> answer = serin.classify("fashion", List.of(image)).join();
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    JsonObject result = new JsonObject(answer.body()).getJsonArray("results").getJsonObject(0);
    return result.getJsonObject("image").getString("url");
  }

  private static BufferedImage jpegPixels() throws IOException {
    return ImageIO.read(new ByteArrayInputStream(jpeg()));
  }

  private static byte[] jpeg() {
    return TestImages.encoded("jpeg", TestImages.scene(WIDTH, HEIGHT, 7));
  }

  /** The file with EXIF data of one entry, the orientation, behind its start mark. */
  private static byte[] turned(byte[] jpeg, int orientation) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(jpeg, 0, 2);
    byte[] exif = {
      (byte) 0xff,
      (byte) 0xe1,
      0,
      34,
      'E',
      'x',
      'i',
      'f',
      0,
      0,
      'M',
      'M',
      0,
      42,
      0,
      0,
      0,
      8,
      0,
      1,
      1,
      0x12,
      0,
      3,
      0,
      0,
      0,
      1,
      0,
      (byte) orientation,
      0,
      0,
      0,
      0,
      0,
      0
    };
    out.write(exif, 0, exif.length);
    out.write(jpeg, 2, jpeg.length - 2);
    return out.toByteArray();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + serin.gateway.port() + path));
  }

  private HttpResponse<byte[]> get(String path) {
    return send(request(path));
  }

  private HttpResponse<byte[]> send(HttpRequest.Builder request) {
    try {
      return http.send(request.build(), BodyHandlers.ofByteArray());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static String header(HttpResponse<byte[]> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }
}
