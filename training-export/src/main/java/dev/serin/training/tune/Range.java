package dev.serin.training.tune;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a parameter may be.
 *
 * @param kind how its values are drawn
 * @param values the two ends, or all there are to choose from
 */
record Range(Kind kind, List<JsonNode> values) {
  /** Digits of a drawn number: enough for any setting, and few enough to read. */
  private static final MathContext DIGITS = new MathContext(4);

  /** How values are drawn. */
  enum Kind {
    /** Numbers whose logarithm is even between those of the ends: for rates. */
    LOG_UNIFORM,
    /** Numbers, evenly between the ends. */
    UNIFORM,
    /** Whole numbers, evenly from end to end, both included. */
    INTEGER,
    /** One of the values, whatever they are. */
    CHOICE
  }

  @JsonCreator
  static Range of(
      @JsonProperty("log-uniform") @Nullable List<JsonNode> logUniform,
      @JsonProperty("uniform") @Nullable List<JsonNode> uniform,
      @JsonProperty("integer") @Nullable List<JsonNode> integer,
      @JsonProperty("choice") @Nullable List<JsonNode> choice) {
    if (Stream.of(logUniform, uniform, integer, choice).filter(Objects::nonNull).count() != 1) {
      throw new IllegalArgumentException(
          "a parameter has one of log-uniform, uniform, integer and choice");
    }
    if (logUniform != null) {
      return new Range(Kind.LOG_UNIFORM, logUniform);
    }
    if (uniform != null) {
      return new Range(Kind.UNIFORM, uniform);
    }
    return integer != null
        ? new Range(Kind.INTEGER, integer)
        : new Range(Kind.CHOICE, Objects.requireNonNull(choice));
  }

  Range {
    values = List.copyOf(values);
    switch (kind) {
      case CHOICE -> check(!values.isEmpty(), "choice needs at least one value");
      case INTEGER -> {
        checkEnds(values, "integer");
        check(
            values.stream().allMatch(JsonNode::canConvertToExactIntegral),
            "integer needs whole numbers, not " + values);
      }
      case UNIFORM -> checkEnds(values, "uniform");
      case LOG_UNIFORM -> {
        checkEnds(values, "log-uniform");
        check(values.get(0).asDouble() > 0, "log-uniform needs ends above 0, not " + values);
      }
    }
  }

  JsonNode draw(SplittableRandom random) {
    return switch (kind) {
      case CHOICE -> values.get(random.nextInt(values.size()));
      case INTEGER ->
          IntNode.valueOf(random.nextInt(values.get(0).asInt(), values.get(1).asInt() + 1));
      case UNIFORM -> number(low() + random.nextDouble() * (high() - low()));
      case LOG_UNIFORM -> number(low() * Math.pow(high() / low(), random.nextDouble()));
    };
  }

  private double low() {
    return values.get(0).asDouble();
  }

  private double high() {
    return values.get(1).asDouble();
  }

  private JsonNode number(double value) {
    double rounded = new BigDecimal(value).round(DIGITS).doubleValue();
    return DoubleNode.valueOf(Math.min(high(), Math.max(low(), rounded)));
  }

  private static void checkEnds(List<JsonNode> values, String kind) {
    check(
        values.size() == 2
            && values.stream().allMatch(JsonNode::isNumber)
            && values.get(0).asDouble() < values.get(1).asDouble(),
        kind + " needs two numbers, the smaller first, not " + values);
  }

  private static void check(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
