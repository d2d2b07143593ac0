package dev.serin.gateway.routing;

import static dev.serin.gateway.error.ProblemCode.NO_CANARY;
import static dev.serin.gateway.error.ProblemCode.UNKNOWN_MODEL;
import static dev.serin.gateway.error.ProblemCode.UNKNOWN_VERSION;
import static dev.serin.gateway.error.ProblemCode.VERSION_NOT_READY;

import dev.serin.gateway.error.Problem;
import dev.serin.gateway.error.ProblemCode;
import dev.serin.gateway.error.ProblemException;
import dev.serin.gateway.routing.Route.Kind;
import dev.serin.worker.api.Catalog;
import dev.serin.worker.api.ModelInfo;
import dev.serin.worker.api.VersionInfo;
import dev.serin.worker.api.VersionInfo.State;
import org.jspecify.annotations.Nullable;

/**
 * Decides which version answers. A pin is kept or refused, never bent: whoever names a version must
 * not be answered by another.
 */
public final class ModelRouter {
  private static final String STABLE = "stable";
  private static final String CANARY = "canary";

  /**
   * The model of that name.
   *
   * @throws ProblemException where there is none, or none yet
   */
  public ModelInfo model(Catalog catalog, String name) {
    if (!Names.isPlain(name)) {
      throw problem(UNKNOWN_MODEL, "that is no name of a model");
    }
    return catalog
        .model(name)
        .orElseThrow(
            () ->
                catalog.complete()
                    ? problem(UNKNOWN_MODEL, "no model is called '" + name + "'")
                    : new Problem(VERSION_NOT_READY, "the models are still loading", true)
                        .exception());
  }

  /**
   * The version that answers.
   *
   * @param pin an exact version, {@code stable} or {@code canary}; null where the caller has none
   * @param unit what stays on one side of a split: a user, a session or an image
   * @throws ProblemException where no version may answer
   */
  public Route route(ModelInfo model, @Nullable String pin, String unit) {
    if (pin == null) {
      // No rollout, no split: every unit is on stable's side.
      return new Route(model.name(), stable(model), Kind.STABLE);
    }
    return switch (pin) {
      case STABLE -> new Route(model.name(), stable(model), Kind.STABLE);
      case CANARY -> throw problem(NO_CANARY, "no rollout of '" + model.name() + "' is running");
      default -> new Route(model.name(), ready(model, exact(model, pin)), Kind.PINNED);
    };
  }

  private static VersionInfo stable(ModelInfo model) {
    String stable = model.stable();
    if (stable == null) {
      boolean loading = model.versions().stream().anyMatch(v -> v.state() == State.LOADING);
      throw new Problem(
              VERSION_NOT_READY, "'" + model.name() + "' has no version that is ready", loading)
          .exception();
    }
    return ready(
        model,
        model
            .version(stable)
            .orElseThrow(
                () ->
                    problem(
                        VERSION_NOT_READY,
                        "the stable version '" + stable + "' of '" + model.name() + "' is gone")));
  }

  private static VersionInfo exact(ModelInfo model, String version) {
    if (!Names.isPlain(version)) {
      throw problem(UNKNOWN_VERSION, "that is no name of a version");
    }
    return model
        .version(version)
        .orElseThrow(
            () ->
                problem(
                    UNKNOWN_VERSION, "'" + model.name() + "' has no version '" + version + "'"));
  }

  private static VersionInfo ready(ModelInfo model, VersionInfo version) {
    String name = "version '" + version.version() + "' of '" + model.name() + "' ";
    return switch (version.state()) {
      case READY -> version;
      case LOADING ->
          throw new Problem(VERSION_NOT_READY, name + "is still loading", true).exception();
      case FAILED -> throw problem(VERSION_NOT_READY, name + "failed to load");
    };
  }

  private static ProblemException problem(ProblemCode code, String detail) {
    return new Problem(code, detail).exception();
  }
}
