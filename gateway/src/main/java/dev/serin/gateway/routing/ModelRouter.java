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
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
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
    return catalog.model(name).orElseThrow(() -> unknown(catalog, name));
  }

  private static ProblemException unknown(Catalog catalog, String name) {
    if (!Names.isPlain(name)) {
      return problem(UNKNOWN_MODEL, "that is no name of a model");
    }
    return catalog.complete()
        ? problem(UNKNOWN_MODEL, "no model is called '" + name + "'")
        : new Problem(VERSION_NOT_READY, "the models are still loading", true).exception();
  }

  /**
   * The version that answers.
   *
   * @param pin an exact version, {@code stable} or {@code canary}; null where the caller has none
   * @param unit what stays on one side of a split: a user, a session or an image
   * @param traffic what rollouts say of the model
   * @throws ProblemException where no version may answer
   */
  public Route route(ModelInfo model, @Nullable String pin, String unit, Traffic traffic) {
    ModelInfo now = traffic.over(model);
    Split split = traffic.split();
    if (pin == null) {
      return split == null ? unsplit(now) : split(now, split, unit);
    }
    return switch (pin) {
      case STABLE -> to(now, stable(now), Kind.STABLE);
      case CANARY -> to(now, candidate(now, split), Kind.CANARY);
      default -> to(now, ready(now, exact(now, pin)), Kind.PINNED);
    };
  }

  /**
   * The versions one of which answers, more than one only while the unit decides. Refuses what no
   * unit can change.
   *
   * @throws ProblemException where no version may answer
   */
  public List<VersionInfo> possible(ModelInfo model, @Nullable String pin, Traffic traffic) {
    Split split = traffic.split();
    if (pin != null || split == null) {
      return List.of(route(model, pin, "", traffic).version());
    }
    ModelInfo now = traffic.over(model);
    return Stream.of(readyOne(now, now.stable()), readyOne(now, split.candidate()))
        .flatMap(Optional::stream)
        .toList();
  }

  private static Route to(ModelInfo model, VersionInfo version, Kind kind) {
    return new Route(model.name(), version, kind, null, true);
  }

  private static Route unsplit(ModelInfo model) {
    return new Route(model.name(), stable(model), Kind.STABLE, null, false);
  }

  /** Without a candidate that can answer, stable answers all, and nobody was split. */
  private static Route split(ModelInfo model, Split split, String unit) {
    Optional<VersionInfo> candidate = readyOne(model, split.candidate());
    if (candidate.isEmpty()) {
      return unsplit(model);
    }
    UnitHash hash = UnitHash.of(split.rollout(), unit);
    if (hash.bucket() >= split.weight()) {
      Assignment assignment = new Assignment(split, hash, candidate.get());
      return new Route(model.name(), stable(model), Kind.STABLE, assignment, false);
    }
    Assignment assignment =
        readyOne(model, model.stable())
            .map(stable -> new Assignment(split, hash, stable))
            .orElse(null);
    return new Route(model.name(), candidate.get(), Kind.CANARY, assignment, false);
  }

  private static Optional<VersionInfo> readyOne(ModelInfo model, @Nullable String version) {
    return version == null
        ? Optional.empty()
        : model.version(version).filter(found -> found.state() == State.READY);
  }

  private static VersionInfo candidate(ModelInfo model, @Nullable Split split) {
    if (split == null) {
      throw problem(NO_CANARY, "no rollout of '" + model.name() + "' is running");
    }
    return ready(model, exact(model, split.candidate()));
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
