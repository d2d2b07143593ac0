package dev.serin.gateway.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serin.gateway.load.Ratio.Pair;
import dev.serin.gateway.load.Stage.Side;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;

final class ReportsTest {
  private static final long MS = 1_000_000;

  private final List<Stage> compared =
      List.of(
          new Stage(
              new Plan.Load(100, 0),
              List.of(new Side("A", measured(false)), new Side("B", measured(true))),
              Map.of("p50", Ratio.of(List.of(new Pair(1, 2), new Pair(1, 2.2)))),
              0.02));

  @Test
  void table_twoTargets_rowsRefusalsRatioAndWarning() {
    assertThat(String.join("\n", new TableReport(compared).lines()))
        .containsPattern("100/s A +100 +100 +0 +0 +50 ")
        .containsPattern("100/s B +100 +97 +1 +2 ")
        .containsPattern(" refusals +1 +7\\.0\\d+")
        .contains("100/s B: 1 x 500, 1 x 503, 1 x no answer in time")
        .containsPattern("p50 +2\\.098 +1\\.\\d+ to \\d\\.\\d+, 2 pairs of turns")
        .contains("the generator took 100 us of CPU for each request, 0.01 cores")
        .contains("100/s B: WARNING: 100 of 100 requests were sent late");
  }

  @Test
  void json_twoTargets_everyFigure() {
    JsonObject load =
        JsonReport.of("./serin bench", compared).getJsonArray("loads").getJsonObject(0);
    JsonObject b = load.getJsonArray("targets").getJsonObject(1);
    assertThat(b.getJsonObject("statuses").getInteger("503")).isEqualTo(1);
    assertThat(b.getJsonObject("failures").getInteger("timeout")).isEqualTo(1);
    assertThat(b.getJsonObject("success").getDouble("p99")).isBetween(1.0, 1.01);
    assertThat(load.getJsonObject("ratios_b_to_a").getJsonObject("p50").getInteger("pairs"))
        .isEqualTo(2);
  }

  @Test
  void html_anyLoad_oneFileWithWellFormedPlots() throws Exception {
    String page = new HtmlReport(compared).html("./serin bench --rate 100 -H 'A: <b>'");
    assertThat(page).contains("-H 'A: &lt;b>'").doesNotContain("src=").doesNotContain("href=");
    String[] plots = page.split("(?=<svg )");
    assertThat(plots.length - 1).isEqualTo(4);
    for (int i = 1; i < plots.length; i++) {
      String svg = plots[i].substring(0, plots[i].indexOf("</svg>") + 6);
      assertThat(svg).doesNotContain("NaN").doesNotContain("Infinity");
      DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
    }
  }

  private static Measured measured(boolean troubled) {
    Tally tally = new Tally(2_000 * MS);
    for (int i = 0; i < 100; i++) {
      tally.due(troubled ? 3 * MS : 0);
      tally.sent();
      if (troubled && i == 0) {
        tally.failed(Failure.TIMEOUT, MS);
      } else {
        tally.answered(
            troubled && i < 3 ? 497 + 3 * i : 200, 10, i == 2 ? 7 * MS : MS, i * 10L * MS);
      }
    }
    return tally.measured();
  }
}
