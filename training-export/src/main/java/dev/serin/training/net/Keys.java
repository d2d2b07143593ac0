package dev.serin.training.net;

import com.fasterxml.jackson.core.JsonToken;
import dev.serin.training.net.YamlNode.Entry;
import dev.serin.training.net.YamlNode.Mapping;
import dev.serin.training.net.YamlNode.Scalar;
import dev.serin.training.net.YamlNode.Sequence;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads the keys of one group, strictly: each once, each of its type and range, and none that
 * nobody asked for. Every fault is a {@link FaultInLine}.
 */
final class Keys {
  private final Mapping group;
  private final String path;
  private final Set<String> known = new LinkedHashSet<>();

  /** What is wrong, and in which line. */
  static final class FaultInLine extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int line;

    FaultInLine(int line, String message) {
      super(message);
      this.line = line;
    }

    int line() {
      return line;
    }
  }

  /**
   * @param path what its keys are called by, such as {@code network}
   */
  Keys(YamlNode node, String path) {
    if (!(node instanceof Mapping mapping)) {
      throw new FaultInLine(node.line(), path + " must be a group of keys, not " + node.kind());
    }
    this.group = mapping;
    this.path = path;
  }

  int line() {
    return group.line();
  }

  String path() {
    return path;
  }

  boolean has(String key) {
    return find(key) != null;
  }

  int integer(String key, int min, int max) {
    return integer(required(key), key, min, max);
  }

  int integer(String key, int min, int max, int otherwise) {
    YamlNode node = find(key);
    return node == null ? otherwise : integer(node, key, min, max);
  }

  /** A number of at least {@code min} and below {@code max}. */
  double number(String key, double min, double max) {
    return number(required(key), key, min, max);
  }

  /** A number of at least {@code min} and below {@code max}. */
  double number(String key, double min, double max, double otherwise) {
    YamlNode node = find(key);
    return node == null ? otherwise : number(node, key, min, max);
  }

  boolean flag(String key, boolean otherwise) {
    YamlNode node = find(key);
    if (node == null) {
      return otherwise;
    }
    if (node instanceof Scalar s
        && (s.token() == JsonToken.VALUE_TRUE || s.token() == JsonToken.VALUE_FALSE)) {
      return s.token() == JsonToken.VALUE_TRUE;
    }
    throw wrong(node, key, "true or false");
  }

  /** One of the keys of {@code choices}. */
  <T> T choice(String key, Map<String, T> choices, T otherwise) {
    YamlNode node = find(key);
    return node == null ? otherwise : choice(node, key, choices);
  }

  /** One of the keys of {@code choices}. */
  <T> T choice(String key, Map<String, T> choices) {
    return choice(required(key), key, choices);
  }

  /** A list of integers; a single one is a list of it. */
  List<Integer> integers(String key, int min, int max) {
    YamlNode node = required(key);
    List<Integer> values = integers(node, key, min, max);
    if (values.isEmpty()) {
      throw wrong(node, key, "at least one whole number");
    }
    return values;
  }

  /** A list of integers; a single one is a list of it. */
  List<Integer> integers(String key, int min, int max, List<Integer> otherwise) {
    YamlNode node = find(key);
    return node == null ? otherwise : integers(node, key, min, max);
  }

  /** What a key holds, whatever it is. */
  @Nullable YamlNode find(String key) {
    known.add(key);
    Entry entry = group.entries().get(key);
    return entry == null ? null : entry.value();
  }

  YamlNode required(String key) {
    YamlNode node = find(key);
    if (node == null) {
      throw new FaultInLine(line(), path + ": key '" + key + "' is missing");
    }
    return node;
  }

  /** A list of values, whatever they are. */
  List<YamlNode> list(String key) {
    YamlNode node = required(key);
    if (node instanceof Sequence sequence) {
      return sequence.values();
    }
    throw wrong(node, key, "a list");
  }

  /** Refuses what has not been asked for; to be called last. */
  void end() {
    group
        .entries()
        .forEach(
            (key, entry) -> {
              if (!known.contains(key)) {
                throw new FaultInLine(
                    entry.line(),
                    "unknown key '" + path + "." + key + "'; known are " + names(known));
              }
            });
  }

  /** One of the keys of {@code choices}. */
  private <T> T choice(YamlNode node, String key, Map<String, T> choices) {
    T found = node instanceof Scalar s ? choices.get(s.text()) : null;
    if (found == null) {
      throw wrong(node, key, "one of " + names(choices.keySet()));
    }
    return found;
  }

  private List<Integer> integers(YamlNode node, String key, int min, int max) {
    if (!(node instanceof Sequence sequence)) {
      return List.of(integer(node, key, min, max));
    }
    List<Integer> values = new ArrayList<>();
    for (YamlNode value : sequence.values()) {
      values.add(integer(value, key, min, max));
    }
    return List.copyOf(values);
  }

  private int integer(YamlNode node, String key, int min, int max) {
    if (node instanceof Scalar s && s.token() == JsonToken.VALUE_NUMBER_INT) {
      // Of more than nine digits none is in range.
      int value = s.text().length() > 9 ? Integer.MAX_VALUE : Integer.parseInt(s.text());
      if (value >= min && value <= max) {
        return value;
      }
    }
    throw wrong(node, key, "a whole number from " + min + " to " + max);
  }

  private double number(YamlNode node, String key, double min, double max) {
    if (node instanceof Scalar s && s.token().isNumeric()) {
      double value = Double.parseDouble(s.text());
      if (value >= min && value < max) {
        return value;
      }
    }
    throw wrong(node, key, "a number from " + min + " to below " + max);
  }

  private FaultInLine wrong(YamlNode node, String key, String wanted) {
    return new FaultInLine(
        node.line(), path + "." + key + " must be " + wanted + ", not " + node.kind());
  }

  static String names(Set<String> names) {
    return names.stream().sorted().collect(Collectors.joining(", "));
  }
}
