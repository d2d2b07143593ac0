package dev.serin.gateway.rollout.plan;

import dev.serin.gateway.rollout.evidence.Guard;
import dev.serin.gateway.rollout.evidence.Guard.Reaction;
import dev.serin.gateway.rollout.evidence.Guard.Required;
import dev.serin.gateway.rollout.evidence.Signal;
import java.math.BigDecimal;
import java.util.List;
import org.yaml.snakeyaml.nodes.Node;

/** What each signal's guard is called, may be and is by default. */
enum GuardReader {
  ERRORS(Signal.ERRORS, "worse_than", "1", "10", Required.ALWAYS, Reaction.ABORT),
  LATENCY(Signal.LATENCY, "worse_than", "0", "0.4", Required.ALWAYS, Reaction.ABORT),
  AGREEMENT(Signal.AGREEMENT, "disagree_at_most", "0.0001", "0.3", Required.NEVER, Reaction.HOLD),
  ACCURACY(Signal.ACCURACY, "worse_than", "0", "0.4", Required.ONCE_LABELLED, Reaction.ABORT),
  CONFIDENCE(Signal.CONFIDENCE, "shift_at_most", "0.0001", "0.2", Required.NEVER, Reaction.HOLD),
  CLASSES(Signal.CLASSES, "worse_than", "0", "0.4", Required.NEVER, Reaction.HOLD);

  /** The guard that every rollout has: of the split itself. */
  static final Guard SPLIT = new Guard(0, 0, 0.001, 0.05, false, Reaction.ABORT);

  private static final String PROOF = "no_worse_than";
  private static final String FEW = "no_more_than";
  private static final BigDecimal ALPHA_MAX = new BigDecimal("0.2");
  private static final BigDecimal MOST = new BigDecimal("0.49");
  private static final BigDecimal BETA_MAX = new BigDecimal("0.5");
  private static final BigDecimal ALPHA = new BigDecimal("0.01");
  private static final BigDecimal BETA = new BigDecimal("0.05");

  private final Signal signal;
  private final String bound;
  private final BigDecimal min;
  private final BigDecimal max;
  private final Required required;
  private final Reaction then;

  GuardReader(
      Signal signal, String bound, String min, String max, Required required, Reaction then) {
    this.signal = signal;
    this.bound = bound;
    this.min = new BigDecimal(min);
    this.max = new BigDecimal(max);
    this.required = required;
    this.then = then;
  }

  Signal signal() {
    return signal;
  }

  /**
   * @throws PlanException where anything is unknown, missing or not allowed
   */
  Guard read(Node node) {
    Fields fields = new Fields(node, "guards." + signal, known());
    BigDecimal harm =
        fields.read(bound, described(min, max), text -> within(number(text), min, max));
    return new Guard(
        harm.doubleValue(),
        proof(fields, harm),
        level(fields, "alpha", ALPHA, ALPHA_MAX),
        level(fields, "beta", BETA, BETA_MAX),
        required(fields),
        fields.read("then", then, "abort or hold", GuardReader::reaction),
        level(fields, FEW, BigDecimal.valueOf(Guard.NO_MORE_THAN), BETA_MAX),
        Guard.LABELS);
  }

  private Required required(Fields fields) {
    boolean labels = this == ACCURACY;
    return fields.read(
        "required",
        required,
        labels ? "true, false or labelled" : "true or false",
        text ->
            switch (text) {
              case "true" -> Required.ALWAYS;
              case "false" -> Required.NEVER;
              case "labelled" -> labels ? Required.ONCE_LABELLED : null;
              default -> null;
            });
  }

  /** Classes are looked at one by one, which proves nothing of the others. */
  List<String> known() {
    return switch (this) {
      case ERRORS -> List.of(bound, "alpha", PROOF, "beta", "required", "then", FEW);
      case CLASSES -> List.of(bound, "alpha", "then");
      default -> List.of(bound, "alpha", PROOF, "beta", "required", "then");
    };
  }

  private double proof(Fields fields, BigDecimal harm) {
    if (this == CLASSES) {
      return 0;
    }
    BigDecimal proven =
        fields.read(
            PROOF,
            proofBound(harm),
            described(harm, proofMax()) + ", and more than " + bound,
            this::number);
    if (proven.compareTo(harm) <= 0 || proven.compareTo(proofMax()) > 0) {
      throw fields.fault(
          PROOF,
          "is %s: it must be more than %s, which is %s, and at most %s"
              .formatted(shown(proven), bound, shown(harm), shown(proofMax())));
    }
    return proven.doubleValue();
  }

  private static double level(Fields fields, String key, BigDecimal otherwise, BigDecimal max) {
    return fields
        .read(
            key,
            otherwise,
            "a chance of more than 0 and at most " + max.toPlainString(),
            text -> {
              BigDecimal level = PlanUnits.fraction(text);
              return level.signum() > 0 && level.compareTo(max) <= 0 ? level : null;
            })
        .doubleValue();
  }

  private static Reaction reaction(String text) {
    return switch (text) {
      case "abort" -> Reaction.ABORT;
      case "hold" -> Reaction.HOLD;
      default -> throw new IllegalArgumentException(text);
    };
  }

  private BigDecimal number(String text) {
    return signal == Signal.ERRORS ? PlanUnits.ratio(text) : PlanUnits.fraction(text);
  }

  /** The processes bet on effects up to these. */
  private BigDecimal proofMax() {
    return signal == Signal.ERRORS ? new BigDecimal("20") : MOST;
  }

  private String described(BigDecimal from, BigDecimal to) {
    return signal == Signal.ERRORS
        ? "a ratio like 1.1x, from " + shown(from) + " to " + shown(to)
        : "a share like 3% or 0.03, from " + shown(from) + " to " + shown(to);
  }

  private String shown(BigDecimal number) {
    String unit = signal == Signal.ERRORS ? "x" : "%";
    BigDecimal scaled = signal == Signal.ERRORS ? number : number.movePointRight(2);
    return (scaled.signum() == 0 ? "0" : scaled.stripTrailingZeros().toPlainString()) + unit;
  }

  private static BigDecimal within(BigDecimal number, BigDecimal min, BigDecimal max) {
    if (number.compareTo(min) < 0 || number.compareTo(max) > 0) {
      throw new IllegalArgumentException(number.toString());
    }
    return number;
  }

  /** What has to be ruled out where the plan does not say. */
  private BigDecimal proofBound(BigDecimal harm) {
    return switch (this) {
      case ERRORS -> BigDecimal.valueOf(2);
      case LATENCY -> new BigDecimal("0.1");
      case AGREEMENT -> harm.multiply(new BigDecimal("1.5"));
      case ACCURACY, CLASSES -> harm.add(new BigDecimal("0.01"));
      case CONFIDENCE -> harm.add(harm);
    };
  }
}
