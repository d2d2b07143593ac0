package dev.serin.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serin.worker.api.Sha256;
import io.micrometer.core.instrument.Timer;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real cache in front understands what it is told. */
final class VarnishIT {
  private static final String CAT = "\u0089PNG\r\n\u001a\n a cat";
  private static final String HEX = Sha256.hex(CAT.getBytes(StandardCharsets.UTF_8));
  private static final String IMAGE = "/cdn/images/" + HEX;
  private static final String RESULT = "/cdn/results/pets/1/" + HEX;

  private final TestGateway serin;
  private final Varnish varnish;

  VarnishIT(@TempDir Path data, @TempDir Path folder) throws IOException {
    serin = new TestGateway(data);
    try {
      varnish = new Varnish(folder, serin.gateway.port());
    } catch (RuntimeException | Error | IOException e) {
      serin.close();
      throw e;
    }
  }

  @AfterEach
  void close() {
    varnish.close();
    serin.close();
  }

  @Test
  void get_again_servedByVarnishAlone() {
    serin.classify(CAT);
    for (String path : new String[] {IMAGE, RESULT}) {
      double before = asked();
      HttpResponse<String> first = varnish.get(path);
      assertThat(first.statusCode()).as(path).isEqualTo(200);
      assertThat(Varnish.isHit(first)).as(path).isFalse();
      for (int i = 0; i < 5; i++) {
        HttpResponse<String> again = varnish.get(path);
        assertThat(Varnish.isHit(again)).as(path).isTrue();
        assertThat(again.headers().firstValue("Age")).as(path).isPresent();
        assertThat(again.body()).as(path).isEqualTo(first.body());
        assertThat(again.headers().firstValue("ETag"))
            .isEqualTo(serin.get(path).headers().firstValue("ETag"));
      }
      serin.assertIdle();
      assertThat(asked() - before).as("one through Varnish, five direct").isEqualTo(6);
    }
    assertThat(varnish.get(IMAGE).body().getBytes(StandardCharsets.ISO_8859_1))
        .isEqualTo(CAT.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void get_partsHeadAndConditions_rightFromTheCache() {
    serin.classify(CAT);
    String whole = varnish.get(IMAGE).body();
    double before = asked();
    HttpResponse<String> part = varnish.get(IMAGE, "Range", "bytes=2-4");
    assertThat(part.statusCode()).isEqualTo(206);
    assertThat(part.body()).isEqualTo("PNG").isEqualTo(whole.substring(2, 5));
    assertThat(part.headers().firstValue("Content-Range")).contains("bytes 2-4/" + whole.length());
    assertThat(varnish.get(IMAGE, "Range", "bytes=-3").body()).isEqualTo("cat");
    assertThat(varnish.get(IMAGE, "Range", "bytes=0-0", "If-Range", "\"x\"").body())
        .isEqualTo(whole);
    assertThat(varnish.get(IMAGE, "Range", "bytes=1000-").statusCode()).isEqualTo(416);
    HttpResponse<String> same = varnish.get(IMAGE, "If-None-Match", '"' + HEX + '"');
    assertThat(same.statusCode()).isEqualTo(304);
    assertThat(same.headers().firstValue("ETag")).contains('"' + HEX + '"');
    HttpResponse<String> head = varnish.send("HEAD", IMAGE);
    assertThat(head.headers().firstValue("Content-Length")).contains("" + whole.length());
    assertThat(head.headers().firstValue("Repr-Digest")).isPresent();
    assertThat(head.body()).isEmpty();
    serin.assertIdle();
    assertThat(asked()).as("Serin was not asked").isEqualTo(before);
  }

  @Test
  void ban_byNameOfAVersion_thatVersionOnlyIsAskedAgain() {
    serin.classify(CAT);
    String other = "/cdn/results/pets/2/" + HEX;
    for (String path : new String[] {IMAGE, RESULT, other}) {
      varnish.get(path);
    }
    assertThat(varnish.send("BAN", "/", "Surrogate-Key", "model-pets-v1 model-dogs.x").statusCode())
        .isEqualTo(200);
    assertThat(Varnish.isHit(varnish.get(RESULT))).isFalse();
    assertThat(Varnish.isHit(varnish.get(RESULT))).isTrue();
    assertThat(Varnish.isHit(varnish.get(other))).isTrue();
    assertThat(Varnish.isHit(varnish.get(IMAGE))).isTrue();
    varnish.send("BAN", "/", "Surrogate-Key", "image-" + HEX);
    for (String path : new String[] {IMAGE, RESULT, other}) {
      assertThat(Varnish.isHit(varnish.get(path))).as(path).isFalse();
    }
    assertThat(varnish.send("BAN", "/").statusCode()).isEqualTo(400);
  }

  @Test
  void purge_ofAnAddress_thatOneIsAskedAgain() {
    serin.classify(CAT);
    varnish.get(IMAGE);
    varnish.get(RESULT);
    assertThat(varnish.send("PURGE", RESULT).statusCode()).isEqualTo(200);
    assertThat(Varnish.isHit(varnish.get(RESULT))).isFalse();
    assertThat(Varnish.isHit(varnish.get(IMAGE))).isTrue();
  }

  @Test
  void get_imageThatComesLater_isNotKeptAsMissing() {
    assertThat(varnish.get(IMAGE).statusCode()).isEqualTo(404);
    serin.classify(CAT);
    assertThat(varnish.get(IMAGE).statusCode()).isEqualTo(200);
  }

  /** GETs of images and results that ended. */
  private double asked() {
    return serin.registry.find("serin.http.requests").timers().stream()
        .filter(timer -> String.valueOf(timer.getId().getTag("path")).startsWith("/cdn/"))
        .mapToDouble(Timer::count)
        .sum();
  }
}
