package dev.serin.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serin.gateway.Prometheus.Series;
import dev.serin.worker.testing.ModelFolders;
import dev.serin.worker.testing.TestImages;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every query of the dashboard and of the rules against a real Prometheus, over a gateway with a
 * committed model, a little load and a rollout. Writes what the dashboard would show to {@code
 * target/dashboard.html}.
 */
final class DashboardIT {
  private static final Logger log = LoggerFactory.getLogger(DashboardIT.class);

  /** Scrapes during the load; more make a better picture. */
  private static final int SCRAPES = Integer.getInteger("serin.dashboard.scrapes", 10);

  private static final Duration LOAD_MAX = Duration.ofMinutes(3);

  /** Exported only when it has happened. */
  private static final Set<String> SOMETIMES = Set.of("jvm_gc_pause_seconds_sum");

  private static final String PLAN =
      """
      model: fashion
      candidate: "1"
      shadow: 100%
      steps: [{weight: 30%, for: 1h}]
      guards:
        errors:    {worse_than: 1.1x, alpha: 0.01}
        agreement: {disagree_at_most: 30%, alpha: 0.01, then: hold}
      """;

  private final Path folder;
  private int sent;

  DashboardIT(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void queries_ofDashboardAndRules_haveDataUnderLoad() throws IOException {
    Varnish.find("prometheus", "prometheus", "/usr/bin"); // before anything is started
    Dashboard dashboard = Dashboard.read();
    PrometheusRules rules = PrometheusRules.read();
    // Nobody listens there: purges fail, and are counted.
    try (TestGateway serin =
            new TestGateway(
                new ModelFolders(Path.of("..", "models")),
                folder.resolve("data"),
                "management.token=" + RolloutTraffic.TOKEN,
                "rollouts.tick=100ms",
                "purge.http=http://127.0.0.1:" + Varnish.freePort() + "/");
        Prometheus prometheus = new Prometheus(folder, serin.gateway.managementPort())) {
      Instant from = Instant.now();
      run(serin, prometheus);
      Instant to = Instant.now();
      SoftAssertions all = new SoftAssertions();
      checkRules(rules, prometheus, from, to, all);
      checkDashboard(dashboard, prometheus, from, to, all);
      checkMetrics(dashboard, rules, prometheus.names(), all);
      Path picture = Path.of("target", "dashboard.html");
      Files.createDirectories(picture.toAbsolutePath().getParent());
      Files.writeString(picture, new DashboardPicture(prometheus, from, to).html(dashboard));
      log.info("{} requests, {} panels in {}", sent, dashboard.panels().size(), picture);
      all.assertAll();
    }
  }

  /** Load, a rollout that is aborted in its midst, and what Prometheus made of the abort. */
  private void run(TestGateway serin, Prometheus prometheus) {
    RolloutTraffic rollouts = new RolloutTraffic(serin);
    String id = rollouts.start(PLAN);
    loadUntil(serin, prometheus, SCRAPES, rollouts);
    System.gc();
    loadUntil(serin, prometheus, SCRAPES + 4, rollouts);
    assertThat(rollouts.command(id, "abort").statusCode()).isEqualTo(200);
    loadUntil(serin, prometheus, SCRAPES + 8, rollouts);
    TestGateway.await(() -> prometheus.value("ALERTS{alertname=\"SerinRolloutAborted\"}") == 1);
  }

  private void loadUntil(
      TestGateway serin, Prometheus prometheus, int scrapes, RolloutTraffic rollouts) {
    String seen = "count_over_time(serin_health_ready[1h])";
    long end = System.nanoTime() + LOAD_MAX.toNanos();
    while (!(prometheus.value(seen) >= scrapes)) {
      assertThat(System.nanoTime()).as("too few scrapes").isLessThan(end);
      for (int i = 0; i < 10; i++) {
        request(serin, rollouts);
        LockSupport.parkNanos(5_000_000); // not all of the machine: shadows want idle time
      }
    }
  }

  /** New images, old ones, damaged ones, labels, and what a browser fetches afterwards. */
  private void request(TestGateway serin, RolloutTraffic rollouts) {
    sent++;
    byte[] image =
        sent % 10 == 1
            ? new byte[] {1, 2, 3}
            : TestImages.encoded("png", TestImages.scene(28, 28, sent % 4 == 0 ? 7 : sent));
    HttpResponse<String> response = serin.classify("fashion", List.of(image)).join();
    if (sent % 10 == 1) {
      assertThat(response.statusCode()).isEqualTo(415);
      return;
    }
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    JsonObject answer = TestGateway.json(response);
    JsonObject result = answer.getJsonArray("results").getJsonObject(0);
    assertThat(serin.get(result.getString("url")).statusCode()).isEqualTo(200);
    assertThat(serin.get(result.getJsonObject("image").getString("url")).statusCode())
        .isEqualTo(200);
    if (sent % 5 == 0) {
      rollouts.label(answer, "Coat");
    }
  }

  private static void checkRules(
      PrometheusRules rules, Prometheus prometheus, Instant from, Instant to, SoftAssertions all) {
    for (JsonObject group : PrometheusRules.objects(prometheus.groups())) {
      for (JsonObject rule : PrometheusRules.objects(group.getJsonArray("rules"))) {
        all.assertThat(rule.getString("health"))
            .as("%s: %s", rule.getString("name"), rule.getString("lastError"))
            .isEqualTo("ok");
      }
    }
    for (JsonObject rule : rules.all()) {
      prometheus.range(rule.getString("expr"), from, to);
    }
    for (JsonObject alert : rules.alerts()) {
      for (String selector : PrometheusRules.selectors(alert.getString("expr"))) {
        // There is no bucket here.
        all.assertThat(
                selector.contains("\"bucket\"")
                    || hasData(prometheus.range("count(" + selector + ")", from, to)))
            .as("%s: series of %s", alert.getString("alert"), selector)
            .isTrue();
      }
    }
    for (String record : rules.recorded()) {
      all.assertThat(hasData(prometheus.range(record, from, to))).as("data of " + record).isTrue();
    }
  }

  private static void checkDashboard(
      Dashboard dashboard, Prometheus prometheus, Instant from, Instant to, SoftAssertions all) {
    for (Dashboard.Panel panel : dashboard.panels()) {
      for (Dashboard.Line line : panel.lines()) {
        all.assertThat(hasData(prometheus.range(line.query(), from, to)))
            .as("data of %s, %s: %s", panel.row(), panel.title(), line.query())
            .isTrue();
      }
    }
    for (String query : dashboard.variables()) {
      all.assertThat(hasData(prometheus.range(query, from, to))).as("data of " + query).isTrue();
    }
    dashboard.annotations().forEach(query -> prometheus.range(query, from, to));
  }

  /** A misspelled metric in an alert would only ever be silent. */
  private static void checkMetrics(
      Dashboard dashboard, PrometheusRules rules, Set<String> known, SoftAssertions all) {
    TreeSet<String> asked = new TreeSet<>();
    rules.all().forEach(r -> asked.addAll(PrometheusRules.metrics(r.getString("expr"))));
    for (Dashboard.Panel panel : dashboard.panels()) {
      panel.lines().forEach(line -> asked.addAll(PrometheusRules.metrics(line.query())));
    }
    asked.removeAll(SOMETIMES);
    all.assertThat(known).as("metrics that queries ask for").containsAll(asked);
    all.assertThat(asked).hasSizeGreaterThan(50);
  }

  /** One number at least; 0/0 is none. */
  private static boolean hasData(List<Series> found) {
    return found.stream()
        .flatMap(series -> series.points().stream())
        .anyMatch(point -> !Double.isNaN(point[1]));
  }
}
