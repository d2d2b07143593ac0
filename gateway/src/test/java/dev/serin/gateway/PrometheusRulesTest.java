package dev.serin.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serin.gateway.error.ProblemCode;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What can be said of rules, dashboard and runbooks without a Prometheus. */
final class PrometheusRulesTest {
  private static final Path RUNBOOKS = Path.of("..", "docs", "runbooks.md");
  private static final Path TESTS = Path.of("..", "config", "prometheus", "serin.rules.test.yml");
  private static final Pattern OUTCOMES =
      Pattern.compile("outcome=~\"([a-z|-]+internal[a-z|-]+)\"");

  private final PrometheusRules rules;

  PrometheusRulesTest() throws IOException {
    rules = PrometheusRules.read();
  }

  @Test
  void alerts_each_saysWhatAndHowBadAndHasARunbook() throws IOException {
    List<String> sections = headings();
    for (JsonObject alert : rules.alerts()) {
      String name = alert.getString("alert");
      JsonObject said = alert.getJsonObject("annotations");
      assertThat(alert.getJsonObject("labels").getString("severity"))
          .as(name)
          .isIn("critical", "warning");
      assertThat(said.getString("summary")).as(name).isNotBlank();
      assertThat(said.getString("description")).as(name).isNotBlank();
      assertThat(said.getString("runbook_url"))
          .isEqualTo("docs/runbooks.md#" + name.toLowerCase(Locale.ROOT));
      assertThat(sections).as("sections of docs/runbooks.md").contains(name);
    }
  }

  @Test
  void runbooks_each_isOfAnAlertThatThereIs() throws IOException {
    assertThat(headings()).doesNotHaveDuplicates().hasSameElementsAs(names());
  }

  @Test
  void alerts_each_isTested() throws IOException {
    String tests = Files.readString(TESTS);
    assertThat(names()).allMatch(name -> tests.contains("alertname=\"" + name + "\""));
  }

  /** Or a new kind of failure would not count. */
  @Test
  void errors_inEveryRule_areTheProblemsOfThisSide() {
    Set<String> ours =
        Stream.of(ProblemCode.values())
            .filter(code -> code.status() >= 500 || code == ProblemCode.NO_SLOT)
            .map(ProblemCode::code)
            .collect(Collectors.toSet());
    int found = 0;
    for (JsonObject rule : rules.all()) {
      Matcher matcher = OUTCOMES.matcher(rule.getString("expr"));
      while (matcher.find()) {
        assertThat(matcher.group(1).split("\\|")).containsExactlyInAnyOrderElementsOf(ours);
        found++;
      }
    }
    assertThat(found).isGreaterThanOrEqualTo(10);
  }

  private List<String> names() {
    return rules.alerts().stream().map(alert -> alert.getString("alert")).toList();
  }

  private static List<String> headings() throws IOException {
    return Files.readAllLines(RUNBOOKS).stream()
        .filter(line -> line.startsWith("## "))
        .map(line -> line.substring(3))
        .toList();
  }
}
