package dev.serin.gateway.rollout.plan;

import dev.serin.gateway.config.Units;
import dev.serin.gateway.rollout.decision.OnInconclusive;
import dev.serin.gateway.rollout.decision.RolloutPlan;
import dev.serin.gateway.rollout.decision.Step;
import dev.serin.gateway.rollout.evidence.Guard;
import dev.serin.gateway.rollout.evidence.SampleSize;
import dev.serin.gateway.rollout.evidence.Signal;
import dev.serin.gateway.rollout.evidence.Tally;
import java.io.StringReader;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToIntFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;

/** Reads a plan as people write it: YAML, or JSON, which YAML includes. */
public final class PlanReader {
  /** Characters; a plan of every guard and twenty steps has less than a tenth of that. */
  private static final int MAX_SIZE = 64 * 1024;

  private static final int MAX_STEPS = 20;
  private static final int MAX_DEPTH = 10;
  private static final long SAMPLES = 50;
  private static final long SAMPLES_MAX = 1_000_000_000;
  private static final int DEADLINE = 4;
  private static final Duration MIN = Duration.ofSeconds(1);
  private static final Duration MAX = Duration.ofDays(30);
  private static final double ALPHA_SUM_MAX = 0.2;

  /** The sum of decimal fractions is not exact. */
  private static final double ROUNDING = 1e-9;

  private static final List<String> PLAN =
      List.of("model", "candidate", "shadow", "steps", "guards", "on_inconclusive");
  private static final List<String> STEP = List.of("weight", "for", "samples", "deadline", "proof");
  private static final List<String> GUARDS =
      Arrays.stream(GuardReader.values()).map(reader -> reader.signal().toString()).toList();

  private PlanReader() {}

  /**
   * Reads a plan.
   *
   * @param stable the stable version of a model, empty where it has none
   * @param labels how many labels the model has, at least
   * @throws PlanException that names line, key and what is allowed
   */
  public static RolloutPlan read(
      String text, UnaryOperator<String> stable, ToIntFunction<String> labels) {
    Fields plan = new Fields(parse(text), "", PLAN);
    String model = plan.text("model");
    String candidate = plan.text("candidate");
    String current = stable.apply(model);
    if (current.isEmpty()) {
      throw plan.fault("model", "is '" + model + "', which has no stable version to compare with");
    }
    if (candidate.equals(current)) {
      throw plan.fault("candidate", "is '" + candidate + "', which is the stable version already");
    }
    Map<Signal, Guard> guards = guards(plan);
    int classes = Math.max(2, labels.applyAsInt(model));
    guards.computeIfPresent(Signal.CLASSES, (signal, guard) -> guard.withLabels(classes));
    List<Step> steps = steps(plan);
    provable(plan, steps, guards.get(Signal.ERRORS));
    return new RolloutPlan(
        model, candidate, current, shadow(plan, guards), steps, guards, inconclusive(plan));
  }

  /**
   * Few errors are proven by so many units without one, and a rollout tells no more of them apart
   * than its filter has cells on the candidate's side.
   */
  private static void provable(Fields plan, List<Step> steps, @Nullable Guard errors) {
    if (errors == null || errors.required() == Guard.Required.NEVER) {
      return;
    }
    Fields section = new Fields(plan.node("guards"), "guards", GUARDS);
    Fields fields = new Fields(section.node("errors"), "guards.errors", GuardReader.ERRORS.known());
    if (!fields.has("no_more_than")) {
      // Nobody asked for it: the ratio may prove what this cannot.
      return;
    }
    int weight = steps.stream().filter(Step::proof).findFirst().map(Step::weight).orElse(0);
    long units = (long) Tally.SPLIT_CELLS * weight / 10_000;
    if (SampleSize.withoutErrors(errors) <= units) {
      return;
    }
    throw fields.fault(
        "no_more_than",
        "is %s, which can never be proven: that takes %s users or images of the candidate without an error, and at the weight of the first step with proof, %s, a rollout tells at most %s apart. The least that can be proven there is %s"
            .formatted(
                Words.share(errors.noMoreThan()),
                Words.count(SampleSize.withoutErrors(errors)),
                Words.share(weight / 1e4),
                Words.count(units),
                Words.share(least(errors, units))));
  }

  /** The smallest share that so many units can prove, rounded up to 0.01 %. */
  private static double least(Guard errors, long units) {
    int share = 1;
    while (share < 5_000 && SampleSize.withoutErrors(errors.noMoreThan(share / 1e4)) > units) {
      share++;
    }
    return share / 1e4;
  }

  private static Node parse(String text) {
    if (text.length() > MAX_SIZE) {
      throw new PlanException("the plan has more than " + MAX_SIZE + " characters");
    }
    LoaderOptions limits = new LoaderOptions();
    limits.setNestingDepthLimit(MAX_DEPTH);
    try {
      // Raw tabs cannot be inside a string of JSON, and YAML takes none outside.
      boolean json = text.stripLeading().startsWith("{");
      Node root =
          new Yaml(new SafeConstructor(limits))
              .compose(new StringReader(json ? text.replace('\t', ' ') : text));
      if (root == null) {
        throw new PlanException("line 1: the plan is empty");
      }
      return root;
    } catch (MarkedYAMLException e) {
      int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
      throw new PlanException("line " + line + ": this is no YAML: " + e.getProblem());
    } catch (YAMLException e) {
      throw new PlanException("this is no YAML: " + e.getMessage());
    }
  }

  private static int shadow(Fields plan, Map<Signal, Guard> guards) {
    int shadow =
        plan.read(
            "shadow", 0, "a share like 20%, from 0% to 100%, in steps of 0.01%", s -> share(s, 0));
    for (Signal signal : List.of(Signal.AGREEMENT, Signal.CONFIDENCE)) {
      if (shadow == 0 && guards.containsKey(signal)) {
        throw plan.fault(
            "shadow", "is 0: without it the guard '" + signal + "' has no pairs to look at");
      }
    }
    return shadow;
  }

  private static List<Step> steps(Fields plan) {
    List<Node> nodes = plan.list("steps").getValue();
    if (nodes.isEmpty() || nodes.size() > MAX_STEPS) {
      throw plan.fault("steps", "has " + nodes.size() + " steps: 1 to " + MAX_STEPS + " can be");
    }
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < nodes.size(); i++) {
      Fields fields = new Fields(nodes.get(i), "steps[" + (i + 1) + "]", STEP);
      int before = i == 0 ? 0 : steps.get(i - 1).weight();
      steps.add(step(fields, before));
    }
    if (steps.stream().noneMatch(Step::proof)) {
      Step last = steps.remove(steps.size() - 1);
      steps.add(new Step(last.weight(), last.duration(), last.samples(), true, last.deadline()));
    }
    return steps;
  }

  private static Step step(Fields fields, int before) {
    String allowed = "a share like 5%, over 0% and under 100%, in steps of 0.01%";
    int weight = fields.read("weight", allowed, PlanReader::weight);
    if (weight <= before) {
      throw fields.fault("weight", "must be more than that of the step before");
    }
    Duration duration =
        fields.read("for", "a time like 10m, from 1s to 30d", text -> time(text, MIN));
    long samples =
        fields.read(
            "samples", SAMPLES, "a whole number from 0 to " + SAMPLES_MAX, PlanReader::samples);
    Duration deadline =
        fields.read(
            "deadline",
            duration.multipliedBy(DEADLINE),
            "a time like 40m, from 'for' (" + Units.describe(duration) + ") to 30d",
            text -> time(text, duration));
    return new Step(weight, duration, samples, fields.flag("proof", false), deadline);
  }

  private static Map<Signal, Guard> guards(Fields plan) {
    Fields fields = new Fields(plan.node("guards"), "guards", GUARDS);
    Map<Signal, Guard> guards = new EnumMap<>(Signal.class);
    for (GuardReader reader : GuardReader.values()) {
      String key = reader.signal().toString();
      if (fields.has(key)) {
        guards.put(reader.signal(), reader.read(fields.node(key)));
      }
    }
    if (guards.isEmpty()) {
      throw plan.fault("guards", "is empty: name at least one of " + String.join(", ", GUARDS));
    }
    guards.put(Signal.SPLIT, GuardReader.SPLIT);
    double sum = guards.values().stream().mapToDouble(Guard::alpha).sum();
    if (sum > ALPHA_SUM_MAX + ROUNDING) {
      throw plan.fault(
          "guards",
          "have alphas of together %s, the split's 0.001 included: a healthy candidate would be stopped too often. At most %s"
              .formatted(
                  BigDecimal.valueOf(Math.rint(sum * 1e6) / 1e6).toPlainString(), ALPHA_SUM_MAX));
    }
    return guards;
  }

  private static OnInconclusive inconclusive(Fields plan) {
    return plan.read(
        "on_inconclusive",
        OnInconclusive.HOLD,
        "hold, advance or abort",
        text ->
            Arrays.stream(OnInconclusive.values())
                .filter(one -> one.name().toLowerCase(Locale.ROOT).equals(text))
                .findFirst()
                .orElse(null));
  }

  private static @Nullable Integer share(String text, int min) {
    int share = PlanUnits.basisPoints(text);
    return share >= min && share <= 10_000 ? share : null;
  }

  private static @Nullable Integer weight(String text) {
    int share = PlanUnits.basisPoints(text);
    return share > 0 && share < 10_000 ? share : null;
  }

  private static @Nullable Long samples(String text) {
    long samples = Long.parseLong(text);
    return samples >= 0 && samples <= SAMPLES_MAX ? samples : null;
  }

  private static @Nullable Duration time(String text, Duration min) {
    Duration time = PlanUnits.time(text);
    return time.compareTo(min) >= 0 && time.compareTo(MAX) <= 0 ? time : null;
  }
}
