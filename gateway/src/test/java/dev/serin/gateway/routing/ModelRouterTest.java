package dev.serin.gateway.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.serin.gateway.error.Problem;
import dev.serin.gateway.error.ProblemCode;
import dev.serin.gateway.error.ProblemException;
import dev.serin.gateway.routing.Route.Kind;
import dev.serin.worker.api.Catalog;
import dev.serin.worker.api.ModelInfo;
import dev.serin.worker.api.VersionInfo;
import dev.serin.worker.api.VersionInfo.State;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ModelRouterTest {
  private static final ModelInfo MODEL =
      model(
          "1",
          version("1", State.READY),
          version("2", State.READY),
          version("3", State.LOADING),
          version("4", State.FAILED));

  private final ModelRouter router = new ModelRouter();

  @Test
  void route_noPin_stable() {
    Route route = router.route(MODEL, null, "anybody", Traffic.NONE);
    assertThat(route.version().version()).isEqualTo("1");
    assertThat(route.kind()).isEqualTo(Kind.STABLE).hasToString("stable");
  }

  @Test
  void route_stablePinned_stable() {
    assertThat(router.route(MODEL, "stable", "", Traffic.NONE).kind()).isEqualTo(Kind.STABLE);
  }

  @Test
  void route_versionPinned_thatVersion() {
    Route route = router.route(MODEL, "2", "", Traffic.NONE);
    assertThat(route.version().version()).isEqualTo("2");
    assertThat(route.kind()).isEqualTo(Kind.PINNED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"9", "../1", "", "1 ", "Stable"})
  void route_unknownVersionPinned_404NeverAnother(String pin) {
    assertThat(refusal(MODEL, pin).code()).isEqualTo(ProblemCode.UNKNOWN_VERSION);
  }

  @Test
  void route_canaryPinnedWithoutRollout_404() {
    assertThat(refusal(MODEL, "canary").code()).isEqualTo(ProblemCode.NO_CANARY);
  }

  @Test
  void route_loadingVersionPinned_503ToRetry() {
    Problem problem = refusal(MODEL, "3");
    assertThat(problem.code()).isEqualTo(ProblemCode.VERSION_NOT_READY);
    assertThat(problem.retry()).isTrue();
  }

  @Test
  void route_failedVersionPinned_503NotToRetry() {
    Problem problem = refusal(MODEL, "4");
    assertThat(problem.code()).isEqualTo(ProblemCode.VERSION_NOT_READY);
    assertThat(problem.retry()).isFalse();
  }

  @Test
  void route_stableGoneOrAbsent_503() {
    assertThat(refusal(model("7", version("1", State.READY)), null).status()).isEqualTo(503);
    assertThat(refusal(model(null, version("1", State.FAILED)), null).status()).isEqualTo(503);
  }

  @Test
  void model_unknown_404OnlyOnceTheCatalogIsComplete() {
    assertThat(unknown(new Catalog(true, List.of(MODEL)), "dog").code())
        .isEqualTo(ProblemCode.UNKNOWN_MODEL);
    assertThat(unknown(Catalog.EMPTY, "dog").code()).isEqualTo(ProblemCode.VERSION_NOT_READY);
    assertThat(unknown(Catalog.EMPTY, "../x").code()).isEqualTo(ProblemCode.UNKNOWN_MODEL);
  }

  @Test
  void route_pinsOfASplit_theirSideAndNoEvidence() {
    Traffic traffic = traffic("2", 5_000);
    Route canary = router.route(MODEL, "canary", "anybody", traffic);
    assertThat(canary.version().version()).isEqualTo("2");
    assertThat(canary.kind()).isEqualTo(Kind.CANARY).hasToString("canary");
    assertThat(canary.assignment()).isNull();
    Route stable = router.route(MODEL, "stable", "anybody", traffic);
    assertThat(stable.version().version()).isEqualTo("1");
    assertThat(stable.kind()).isEqualTo(Kind.STABLE);
    assertThat(stable.assignment()).isNull();
    Route exact = router.route(MODEL, "2", "anybody", traffic);
    assertThat(exact.kind()).isEqualTo(Kind.PINNED);
    assertThat(exact.assignment()).isNull();
  }

  @Test
  void route_split_bothSidesKnowTheOtherAndTheWeight() {
    Traffic traffic = traffic("2", 5_000);
    Set<Kind> kinds = new HashSet<>();
    for (int unit = 0; unit < 50; unit++) {
      Route route = router.route(MODEL, null, "user-" + unit, traffic);
      Assignment assignment = Objects.requireNonNull(route.assignment());
      kinds.add(route.kind());
      assertThat(route.version().version()).isEqualTo(route.kind() == Kind.CANARY ? "2" : "1");
      assertThat(assignment.other().version()).isEqualTo(route.kind() == Kind.CANARY ? "1" : "2");
      assertThat(assignment.split()).isEqualTo(traffic.split());
      assertThat(route.kind() == Kind.CANARY).isEqualTo(assignment.unit().bucket() < 5_000);
    }
    assertThat(kinds).containsExactlyInAnyOrder(Kind.STABLE, Kind.CANARY);
  }

  @ParameterizedTest
  @ValueSource(strings = {"3", "4", "9"})
  void route_candidateCannotAnswer_allToStableUnsplit(String candidate) {
    Traffic traffic = traffic(candidate, 10_000);
    Route route = router.route(MODEL, null, "anybody", traffic);
    assertThat(route.version().version()).isEqualTo("1");
    assertThat(route.kind()).isEqualTo(Kind.STABLE);
    assertThat(route.assignment()).isNull();
    assertThat(
            catchThrowableOfType(
                ProblemException.class, () -> router.route(MODEL, "canary", "x", traffic)))
        .isNotNull();
  }

  @Test
  void route_stableCannotAnswer_candidateKeepsItsShareWithoutEvidence() {
    ModelInfo model = model("1", version("1", State.FAILED), version("2", State.READY));
    Route route = router.route(model, null, "anybody", traffic("2", 10_000));
    assertThat(route.version().version()).isEqualTo("2");
    assertThat(route.assignment()).isNull();
  }

  @Test
  void route_promotedVersion_isStable() {
    Traffic promoted = new Traffic(null, "2");
    Route route = router.route(MODEL, null, "anybody", promoted);
    assertThat(route.version().version()).isEqualTo("2");
    assertThat(route.kind()).isEqualTo(Kind.STABLE);
    assertThat(router.route(MODEL, "stable", "anybody", promoted).version().version())
        .isEqualTo("2");
  }

  @Test
  void check_pinOrNoSplit_refusesWhatNoUnitCanChange() {
    ModelInfo broken = model("1", version("1", State.FAILED), version("2", State.READY));
    assertThat(router.possible(broken, null, traffic("2", 10_000)))
        .extracting(VersionInfo::version)
        .containsExactly("2");
    assertThat(router.possible(broken, "canary", traffic("2", 100)))
        .extracting(VersionInfo::version)
        .containsExactly("2");
    assertThat(
            catchThrowableOfType(
                ProblemException.class, () -> router.possible(broken, null, Traffic.NONE)))
        .isNotNull();
    assertThat(
            catchThrowableOfType(
                ProblemException.class, () -> router.possible(broken, "stable", traffic("2", 100))))
        .isNotNull();
  }

  @Test
  void live_splitStableAndBack_whatTheNextRequestReads() {
    LiveTraffic live = new LiveTraffic();
    assertThat(live.of("cat")).isEqualTo(Traffic.NONE);
    Split split = new Split("r", "2", 100);
    live.split("cat", split);
    live.stable("cat", "4");
    assertThat(live.of("cat")).isEqualTo(new Traffic(split, "4"));
    assertThat(live.of("dog")).isEqualTo(Traffic.NONE);
    assertThat(live.over(new Catalog(true, List.of(MODEL))).model("cat").orElseThrow().stable())
        .isEqualTo("4");
    live.split("cat", null);
    live.stable("cat", null);
    assertThat(live.of("cat")).isEqualTo(Traffic.NONE);
  }

  private static Traffic traffic(String candidate, int weight) {
    return new Traffic(new Split("cat-2-00000001", candidate, weight), null);
  }

  private Problem refusal(ModelInfo model, @Nullable String pin) {
    return catchThrowableOfType(
            ProblemException.class, () -> router.route(model, pin, "somebody", Traffic.NONE))
        .problem();
  }

  private Problem unknown(Catalog catalog, String name) {
    return catchThrowableOfType(ProblemException.class, () -> router.model(catalog, name))
        .problem();
  }

  private static ModelInfo model(@Nullable String stable, VersionInfo... versions) {
    return new ModelInfo("cat", stable, List.of(versions));
  }

  private static VersionInfo version(String name, State state) {
    return new VersionInfo(name, state, null, "00", List.of("a", "b"), null);
  }
}
