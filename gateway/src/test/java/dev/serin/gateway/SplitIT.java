package dev.serin.gateway;

import static dev.serin.gateway.TestGateway.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.serin.gateway.rollout.Observed;
import dev.serin.gateway.rollout.decision.OnInconclusive;
import dev.serin.gateway.rollout.decision.RolloutPlan;
import dev.serin.gateway.rollout.decision.Step;
import dev.serin.gateway.rollout.evidence.LeftOut;
import dev.serin.gateway.rollout.observe.LiveExperiments;
import dev.serin.worker.api.Catalog;
import dev.serin.worker.api.ModelInfo;
import dev.serin.worker.api.VersionInfo;
import dev.serin.worker.api.VersionInfo.State;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A rollout as callers see it, without anybody who drives it. */
final class SplitIT {
  private static final String ROLLOUT = "pets-2-00000001";

  private final Path data;
  private final TestGateway serin;
  private final LiveExperiments experiments;

  SplitIT(@TempDir Path data) {
    this.data = data;
    serin = new TestGateway(data, "usage.flush=1h");
    serin.inference.catalog = twoVersions(State.READY);
    experiments = serin.gateway.experiments();
  }

  @AfterEach
  void close() {
    serin.assertIdle();
    serin.close();
  }

  /** Of different digests: a version with equal bytes has nothing to be compared. */
  private static Catalog twoVersions(State candidate) {
    return new Catalog(
        true,
        List.of(
            new ModelInfo(
                "pets", "1", List.of(version("1", State.READY), version("2", candidate)))));
  }

  private static VersionInfo version(String name, State state) {
    return new VersionInfo(
        name, state, null, FakeInference.digest(name), FakeInference.LABELS, 0.9);
  }

  private void open(int weight) {
    RolloutPlan plan =
        new RolloutPlan(
            "pets",
            "2",
            "1",
            0,
            List.of(new Step(1, Duration.ofMinutes(1), 1, true, Duration.ofMinutes(4))),
            Map.of(),
            OnInconclusive.HOLD);
    experiments.open(ROLLOUT, plan, weight, List.of());
  }

  private Observed drain() {
    serin.assertIdle();
    return experiments.drain(ROLLOUT);
  }

  private List<String> routes(int units) {
    List<String> routes = new ArrayList<>();
    for (int i = 0; i < units; i++) {
      routes.add(route(serin.classify("image " + i, "Serin-Unit", "user-" + i)));
    }
    return routes;
  }

  private static String route(HttpResponse<String> response) {
    JsonObject body = json(response);
    String route = response.headers().firstValue("serin-route").orElseThrow();
    assertThat(body.getString("route")).isEqualTo(route);
    assertThat(body.getString("version")).isEqualTo(route.equals("canary") ? "2" : "1");
    return route;
  }

  @Test
  void weight_raisedLive_unitsMoveToTheCandidateOnlyAndStay() {
    open(2_000);
    List<String> before = routes(60);
    assertThat(before).contains("canary", "stable");
    assertThat(routes(60)).isEqualTo(before);
    experiments.weight(ROLLOUT, 6_000);
    List<String> after = routes(60);
    for (int i = 0; i < before.size(); i++) {
      assertThat(after.get(i)).isIn(before.get(i), "canary");
    }
    assertThat(after).isNotEqualTo(before);
    experiments.weight(ROLLOUT, 10_000);
    assertThat(routes(60)).containsOnly("canary");
    experiments.close(ROLLOUT);
    assertThat(routes(60)).containsOnly("stable");
  }

  @Test
  void split_afterARestart_sameUnitSameVersion() {
    open(5_000);
    List<String> before = routes(40);
    try (TestGateway again = new TestGateway(data)) {
      again.inference.catalog = serin.inference.catalog;
      again
          .gateway
          .experiments()
          .open(
              ROLLOUT,
              new RolloutPlan("pets", "2", "1", 0, List.of(), Map.of(), OnInconclusive.HOLD),
              5_000,
              List.of());
      for (int i = 0; i < before.size(); i++) {
        assertThat(route(again.classify("other " + i, "Serin-Unit", "user-" + i)))
            .isEqualTo(before.get(i));
      }
    }
  }

  @Test
  void pin_beatsTheSplitAndIsNoEvidence() {
    open(10_000);
    assertThat(route(serin.classify("a", "Serin-Model-Version", "stable"))).isEqualTo("stable");
    experiments.weight(ROLLOUT, 0);
    assertThat(route(serin.classify("a", "Serin-Model-Version", "canary"))).isEqualTo("canary");
    assertThat(leftOutOnly(drain(), LeftOut.PINNED)).isEqualTo(2);
    experiments.close(ROLLOUT);
    assertThat(serin.classify("a", "Serin-Model-Version", "canary").statusCode()).isEqualTo(404);
  }

  @Test
  void candidateNotReady_stableAnswersAllAndThePinIsRefused() {
    open(10_000);
    serin.inference.catalog = twoVersions(State.FAILED);
    assertThat(routes(5)).containsOnly("stable");
    assertThat(serin.classify("a", "Serin-Model-Version", "canary").statusCode()).isEqualTo(503);
    assertThat(leftOutOnly(drain(), LeftOut.REFUSED)).isEqualTo(1);
    assertThat(model()).isEqualTo("{'stable':'1','canary':'2','weights':{'1':1,'2':0}}");
  }

  @Test
  void models_duringAndAfter_canaryWeightsAndWhoIsStable() {
    assertThat(model()).isEqualTo("{'stable':'1','canary':null,'weights':{'1':1}}");
    open(500);
    assertThat(model()).isEqualTo("{'stable':'1','canary':'2','weights':{'1':0.95,'2':0.05}}");
    experiments.stable("pets", "2");
    experiments.close(ROLLOUT);
    assertThat(model()).isEqualTo("{'stable':'2','canary':null,'weights':{'2':1}}");
    assertThat(json(serin.classify("a")).getString("version")).isEqualTo("2");
    experiments.stable("pets", "");
    assertThat(json(serin.classify("a")).getString("version")).isEqualTo("1");
  }

  /** How many were left out for this reason, where nothing was counted. */
  private static long leftOutOnly(Observed observed, LeftOut why) {
    assertThat(observed.tally().canaryRequests() + observed.tally().stableRequests()).isZero();
    assertThat(observed.tally().split().total()).isZero();
    return observed.tally().leftOut(why);
  }

  private String model() {
    JsonObject model = json(serin.get("/v1/models/pets"));
    model.remove("model");
    model.remove("versions");
    return model.encode().replace('"', '\'');
  }

  @Test
  void evidence_cacheHits_doNotCount() {
    open(10_000 / 2);
    for (int i = 0; i < 3; i++) {
      routes(40);
    }
    Observed observed = drain();
    assertThat(observed.tally().canaryRequests() + observed.tally().stableRequests()).isEqualTo(40);
    assertThat(observed.tally().split().total()).isEqualTo(40);
  }

  /**
   * Stable's cache is warm, the candidate's is not. Where only a version's own hits were left out,
   * every canary request would count and no stable one.
   */
  @Test
  void evidence_warmCacheOfStable_leavesBothArmsOut() {
    routes(40);
    open(5_000);
    assertThat(routes(40)).contains("canary", "stable");
    assertThat(leftOutOnly(drain(), LeftOut.CACHED)).isEqualTo(40);
  }

  @Test
  void evidence_failures_onceForEachUnitAndOnlyTheVersions() {
    open(9_999);
    for (int i = 0; i < 3; i++) {
      assertThat(serin.classify("INTERNAL", "Serin-Unit", "anna").statusCode()).isEqualTo(500);
      assertThat(serin.classify("OVERLOADED", "Serin-Unit", "bob").statusCode()).isEqualTo(503);
      assertThat(serin.classify("UNDECODABLE", "Serin-Unit", "carl").statusCode()).isEqualTo(422);
    }
    assertThat(serin.classify("DEADLINE_EXCEEDED", "Serin-Unit", "dora").statusCode())
        .isEqualTo(504);
    Observed observed = drain();
    assertThat(observed.tally().errors().total()).isEqualTo(2);
    assertThat(observed.tally().canaryRequests() + observed.tally().stableRequests()).isEqualTo(4);
    assertThat(observed.tally().split().total()).isEqualTo(4);
  }

  @Test
  void purge_theCandidate_itsAnswersAreComputedAgain() {
    serin.classify("a", "Serin-Model-Version", "1");
    serin.classify("a", "Serin-Model-Version", "2");
    experiments.purge("pets", "2");
    assertThat(cached(serin.classify("a", "Serin-Model-Version", "1"))).isTrue();
    assertThat(cached(serin.classify("a", "Serin-Model-Version", "2"))).isFalse();
  }

  private static boolean cached(HttpResponse<String> response) {
    return json(response).getJsonArray("results").getJsonObject(0).getBoolean("cached");
  }

  @Test
  void usage_byTheHour_withEverything() throws Exception {
    open(10_000);
    serin.classify("a");
    serin.classify("a");
    serin.classify("a", "Serin-Model-Version", "1");
    serin.classify("INTERNAL");
    serin.assertIdle();
    String token = Files.readString(data.resolve("management.token")).strip();
    JsonArray usage =
        json(serin.manage("/v1/usage?model=pets", "Authorization", "Bearer " + token))
            .getJsonArray("usage");
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < usage.size(); i++) {
      JsonObject line = usage.getJsonObject(i);
      assertThat(String.valueOf(line.remove("hour")))
          .matches("20\\d\\d-\\d\\d-\\d\\dT\\d\\d:00:00Z");
      lines.add(line.encode().replace('"', '\''));
    }
    String none =
        "'feedback':0,'correct':0,'accuracy':null,'accuracy_low':null,'accuracy_high':null";
    String judged = none + ",'sources':{'trusted':{" + none + "},'caller':{" + none + "}}}";
    assertThat(lines)
        .containsExactly(
            "{'model':'pets','version':'1','label':'cat','requests':1,'errors':0,'cache_hits':0,"
                + "'mean_confidence':0.5,"
                + judged,
            "{'model':'pets','version':'2','label':null,'requests':1,'errors':1,'cache_hits':0,"
                + "'mean_confidence':null,"
                + judged,
            "{'model':'pets','version':'2','label':'dog','requests':2,'errors':0,'cache_hits':1,"
                + "'mean_confidence':0.3333,"
                + judged);
    assertThat(serin.manage("/v1/usage").statusCode()).isEqualTo(401);
    for (String bad :
        List.of("from=yesterday", "from=2999-01-01T00:00:00Z", "from=2020-01-01T00:00:00Z")) {
      assertThat(serin.manage("/v1/usage?" + bad, "Authorization", "Bearer " + token).statusCode())
          .as(bad)
          .isEqualTo(400);
    }
  }
}
