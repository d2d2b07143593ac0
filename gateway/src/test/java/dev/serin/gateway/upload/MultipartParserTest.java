package dev.serin.gateway.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.serin.gateway.error.ProblemCode;
import dev.serin.gateway.error.ProblemException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MultipartParserTest {
  private static final String BOUNDARY = "xyz";

  /** Gathers what it is given as {@code name=content}. */
  private static final class Gatherer implements MultipartParser.Form {
    final List<String> parts = new ArrayList<>();

    @Override
    public MultipartParser.Part part(String name) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      return new MultipartParser.Part() {
        @Override
        public void data(byte[] from, int start, int end) {
          bytes.write(from, start, end - start);
        }

        @Override
        public void end() {
          parts.add(name + "=" + bytes.toString(StandardCharsets.ISO_8859_1));
        }
      };
    }
  }

  private static final String BODY =
      "ignored\r\n--xyz\r\n"
          + part("image", "a\r\n--xy\r\r\n--xz\n--xyz")
          + "\r\n--xyz  \r\nContent-Disposition: form-data; name=\"\"\r\n\r\n"
          + "\r\n--xyz\r\n\r\nbare\r\n--xyz--\r\nignored too \r\n--xyz\r\n";

  private static final List<String> PARTS =
      List.of("image=a\r\n--xy\r\r\n--xz\n--xyz", "=", "=bare");

  private static String part(String name, String content) {
    return "Content-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + content;
  }

  @Test
  void feed_everySplitInTwo_sameParts() {
    byte[] body = BODY.getBytes(StandardCharsets.ISO_8859_1);
    for (int at = 0; at <= body.length; at++) {
      assertThat(parse(Arrays.copyOfRange(body, 0, at), Arrays.copyOfRange(body, at, body.length)))
          .as("split at %d", at)
          .isEqualTo(PARTS);
    }
  }

  @Test
  void feed_byteByByte_sameParts() {
    byte[] body = BODY.getBytes(StandardCharsets.ISO_8859_1);
    byte[][] single = new byte[body.length][];
    for (int i = 0; i < body.length; i++) {
      single[i] = new byte[] {body[i]};
    }
    assertThat(parse(single)).isEqualTo(PARTS);
  }

  /** Content made of the bytes that boundaries are made of: every near miss must stay content. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void feed_contentLikeBoundaries_unchanged(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < 500; round++) {
      StringBuilder content = new StringBuilder();
      for (int i = random.nextInt(40); i > 0; i--) {
        content.append("\r\n--xy".charAt(random.nextInt(6)));
      }
      String expected = content.toString();
      byte[] body =
          ("--xyz\r\n" + part("f", expected) + "\r\n--xyz--").getBytes(StandardCharsets.ISO_8859_1);
      int at = random.nextInt(body.length);
      assertThat(parse(Arrays.copyOfRange(body, 0, at), Arrays.copyOfRange(body, at, body.length)))
          .as("seed %d round %d", seed, round)
          .containsExactly("f=" + expected);
    }
  }

  /** Whatever strangers send, the parser ends with parts or a problem, never otherwise. */
  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13})
  void feed_randomBytes_partsOrProblem(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < 2000; round++) {
      byte[] body = BODY.getBytes(StandardCharsets.ISO_8859_1);
      for (int i = random.nextInt(8); i >= 0; i--) {
        body[random.nextInt(body.length)] = (byte) random.nextInt(256);
      }
      try {
        assertThat(parse(body)).isNotNull();
      } catch (ProblemException e) {
        assertThat(e.problem().status()).as("seed %d", seed).isBetween(400, 413);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "--xyz", "--xyz\r\n", "--xyz\r\nA: b\r\n\r\ndata", "no boundary"})
  void end_beforeTheLastBoundary_malformed(String body) {
    assertThatThrownBy(() -> parse(body.getBytes(StandardCharsets.ISO_8859_1)))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("malformed");
  }

  @Test
  void feed_tooManyParts_tooLarge() {
    assertThat(problem("--xyz\r\n\r\n\r\n".repeat(11))).isEqualTo(ProblemCode.TOO_LARGE);
  }

  @Test
  void feed_endlessPartHeaders_tooLarge() {
    assertThat(problem("--xyz\r\nA: " + "b".repeat(10_000))).isEqualTo(ProblemCode.TOO_LARGE);
  }

  @Test
  void feed_endlessBlanksBehindBoundary_tooLarge() {
    assertThat(problem("--xyz" + " ".repeat(10_000))).isEqualTo(ProblemCode.TOO_LARGE);
  }

  @Test
  void fieldName_headersInjectedThroughAFileName_refused() {
    String disposition = "Content-Disposition: form-data; name=\"%s\"; filename=\"x\r\n";
    String injected = disposition.formatted("a") + disposition.formatted("image");
    assertThatThrownBy(() -> PartHeaders.fieldName(injected)).isInstanceOf(ProblemException.class);
  }

  @Test
  void fieldName_quotedAndPlain_read() {
    assertThat(
            PartHeaders.fieldName(
                "content-disposition: form-data; filename=\"; name=\\\"no\"; name=image"))
        .isEqualTo("image");
    assertThat(PartHeaders.fieldName("Content-Disposition: form-data; name=\"a\\\"b\""))
        .isEqualTo("a\"b");
    assertThat(PartHeaders.fieldName("Content-Type: image/png")).isEmpty();
  }

  @Test
  void boundary_validOrNot_readOrRefused() {
    assertThat(PartHeaders.boundary("multipart/form-data; charset=x; boundary=\"a b\""))
        .isEqualTo("a b");
    for (String bad :
        List.of("", "; boundary=", "; boundary=\"a\r\nb\"", "; boundary=" + "a".repeat(71))) {
      assertThatThrownBy(() -> PartHeaders.boundary("multipart/form-data" + bad))
          .isInstanceOf(ProblemException.class);
    }
  }

  private static List<String> parse(byte[]... chunks) {
    Gatherer form = new Gatherer();
    MultipartParser parser = new MultipartParser(BOUNDARY, 10, 200, form);
    for (byte[] chunk : chunks) {
      parser.feed(chunk, 0, chunk.length);
    }
    parser.end();
    return form.parts;
  }

  private static ProblemCode problem(String body) {
    return catchThrowableOfType(
            ProblemException.class, () -> parse(body.getBytes(StandardCharsets.ISO_8859_1)))
        .problem()
        .code();
  }
}
