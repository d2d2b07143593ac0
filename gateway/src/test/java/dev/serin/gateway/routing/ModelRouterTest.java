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
import java.util.List;
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
    Route route = router.route(MODEL, null, "anybody");
    assertThat(route.version().version()).isEqualTo("1");
    assertThat(route.kind()).isEqualTo(Kind.STABLE).hasToString("stable");
  }

  @Test
  void route_stablePinned_stable() {
    assertThat(router.route(MODEL, "stable", "").kind()).isEqualTo(Kind.STABLE);
  }

  @Test
  void route_versionPinned_thatVersion() {
    Route route = router.route(MODEL, "2", "");
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

  private Problem refusal(ModelInfo model, @Nullable String pin) {
    return catchThrowableOfType(ProblemException.class, () -> router.route(model, pin, "somebody"))
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
