package dev.serin.gateway.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

final class JsonLineTest {
  @Test
  void add_whatStrangersWrite_oneLineThatReadsBack() {
    String hostile = "\"}\n{\u2028\\\u0000\u00fc\u007f'";
    String line = new JsonLine().add("a", hostile).add("b", -7).end();
    assertThat(line).matches("[ -~]+");
    assertThat(new JsonObject(line)).isEqualTo(new JsonObject().put("a", hostile).put("b", -7));
  }

  @Test
  void addMillis_any_threeDigits() {
    assertThat(new JsonLine().addMillis("ms", 0).end()).isEqualTo("{\"ms\":0.000}");
    assertThat(new JsonLine().addMillis("ms", 12_034).end()).isEqualTo("{\"ms\":12.034}");
    assertThat(new JsonLine().addMillis("ms", 5_600).end()).isEqualTo("{\"ms\":5.600}");
  }
}
