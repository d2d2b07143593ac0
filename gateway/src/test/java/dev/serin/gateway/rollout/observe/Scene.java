package dev.serin.gateway.rollout.observe;

import dev.serin.gateway.error.Problem;
import dev.serin.gateway.error.ProblemCode;
import dev.serin.gateway.results.ResultKey;
import dev.serin.gateway.results.Waiter;
import dev.serin.gateway.rollout.Observed;
import dev.serin.gateway.rollout.Withdrawals;
import dev.serin.gateway.rollout.decision.OnInconclusive;
import dev.serin.gateway.rollout.decision.RolloutPlan;
import dev.serin.gateway.rollout.decision.Step;
import dev.serin.gateway.routing.LiveTraffic;
import dev.serin.gateway.routing.ModelRouter;
import dev.serin.gateway.routing.Route;
import dev.serin.gateway.upload.Outcome;
import dev.serin.worker.api.Classification;
import dev.serin.worker.api.EncodedImage;
import dev.serin.worker.api.ImageInfo;
import dev.serin.worker.api.ModelInfo;
import dev.serin.worker.api.Prediction;
import dev.serin.worker.api.Sha256;
import dev.serin.worker.api.Timings;
import dev.serin.worker.api.VersionInfo;
import dev.serin.worker.api.VersionInfo.State;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Experiments without a server: requests are routed for real, and their outcomes made up. */
final class Scene {
  static final String ROLLOUT = "pets-2-00000001";
  static final ModelInfo PETS =
      new ModelInfo("pets", "1", List.of(version("1"), version("2"), version("3")));

  final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  final LiveTraffic traffic = new LiveTraffic();
  final List<String> shadowed = new ArrayList<>();
  final List<String> asked = new ArrayList<>();
  long now;
  private final ModelRouter router = new ModelRouter();
  final List<String> withdrawals = new ArrayList<>();
  final LiveExperiments experiments =
      new LiveExperiments(
          traffic,
          new Recorder(),
          (experiment, unit, image, stable) -> shadowed.add(image.sha256()),
          (experiment, image, unit, label) -> asked.add(image + label),
          prediction -> hash(prediction),
          () -> now,
          meters);

  private final class Recorder implements Withdrawals {
    @Override
    public void withdraw(String model, String version) {
      withdrawals.add("withdraw " + model + " " + version);
    }

    @Override
    public void readmit(String model, String version) {
      withdrawals.add("readmit " + model + " " + version);
    }
  }

  static RolloutPlan plan(int shadow) {
    return new RolloutPlan(
        "pets",
        "2",
        "1",
        shadow,
        List.of(new Step(5_000, Duration.ofMinutes(1), 50, true, Duration.ofMinutes(4))),
        Map.of(),
        OnInconclusive.HOLD);
  }

  Scene open(int weight, Observed... before) {
    experiments.open(ROLLOUT, plan(0), weight, List.of(before));
    return this;
  }

  Route route(@Nullable String pin, String unit) {
    return router.route(PETS, pin, unit, traffic.of("pets"));
  }

  /** The first of the units u0, u1, ... that is on the canary's side, or that is not. */
  String unit(boolean canary, int skip) {
    return IntStream.iterate(0, i -> i + 1)
        .mapToObj(i -> "u" + i)
        .filter(unit -> (route(null, unit).kind() == Route.Kind.CANARY) == canary)
        .skip(skip)
        .findFirst()
        .orElseThrow();
  }

  /** One request of one fresh image of 100 bytes. */
  void answered(String unit, @Nullable ProblemCode problem) {
    answered(unit, 1_000, outcome(100, Waiter.Source.MISS, true, problem));
  }

  void answered(String unit, long nanos, Outcome... outcomes) {
    experiments.answered(route(null, unit), List.of(outcomes), nanos);
  }

  Observed drain() {
    return experiments.drain(ROLLOUT);
  }

  static Outcome outcome(
      int size, Waiter.Source source, boolean fresh, @Nullable ProblemCode problem) {
    EncodedImage image = EncodedImage.of(new byte[size]);
    return outcome(image, source, fresh, problem);
  }

  static Outcome outcome(
      EncodedImage image, Waiter.Source source, boolean fresh, @Nullable ProblemCode problem) {
    return new Outcome(
        new ResultKey("pets", "1", "00", image.sha256(), 5),
        image,
        source,
        fresh,
        problem == null,
        problem == null ? answer() : null,
        problem == null ? null : new Problem(problem, "told to"));
  }

  /** As the ids of answers would give it. */
  static String hash(String unit) {
    return Sha256.hex(unit.getBytes(StandardCharsets.UTF_8)).substring(0, 16);
  }

  static String digest(int number) {
    return Sha256.hex(("image " + number).getBytes(StandardCharsets.UTF_8));
  }

  static Prediction prediction(String label, double probability) {
    return new Prediction(label, 0, (float) probability);
  }

  private static Classification answer() {
    return new Classification(
        new ImageInfo("png", 1, 1), List.of(prediction("cat", 0.5)), new Timings(1, 1, 1));
  }

  private static VersionInfo version(String name) {
    return new VersionInfo(name, State.READY, null, "00", List.of("cat", "dog"), null);
  }
}
