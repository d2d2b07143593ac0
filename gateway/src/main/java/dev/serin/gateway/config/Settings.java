package dev.serin.gateway.config;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Settings from three places, by dotted key. A key is known once it has been asked for, so what is
 * left over when every section has been read is unknown. Mistakes are gathered, so that one start
 * shows them all; until {@link #verify} a mistaken value reads as its stand-in.
 */
final class Settings {
  private static final String PREFIX = "SERIN_";

  /** Read by config/logback.xml, before there are settings. */
  private static final String LOG_FORMAT = "SERIN_LOG_FORMAT";

  /** Read by the launcher, and by logback. */
  private static final Set<String> ELSEWHERE = Set.of("SERIN_JAVA_OPTS", LOG_FORMAT);

  private static final String AUTO = "auto";

  private record Found(String value, String source) {}

  private final String fileName;
  private final Map<String, String> file;
  private final Map<String, String> environment;
  private final Map<String, String> commandLine;
  private final TreeSet<String> known = new TreeSet<>();
  private final List<String> mistakes = new ArrayList<>();

  Settings(
      String fileName,
      Map<String, String> file,
      Map<String, String> environment,
      Map<String, String> commandLine) {
    this.fileName = fileName;
    this.file = new TreeMap<>(file);
    this.environment = new TreeMap<>(environment);
    this.commandLine = new TreeMap<>(commandLine);
  }

  String text(String key) {
    return read(key, "some text", "", value -> value.isEmpty() ? null : value);
  }

  /** A text, or nothing where it is empty. */
  Optional<String> optional(String key) {
    Found found = find(key);
    return found == null || found.value().isEmpty() ? Optional.empty() : Optional.of(found.value());
  }

  Optional<Secret> secret(String key) {
    return optional(key).map(Secret::new);
  }

  /** Texts set apart by blanks or commas; a list of YAML will do as well. */
  List<String> list(String key) {
    return optional(key).stream()
        .map(value -> value.matches("(?s)\\[.*]") ? value.substring(1, value.length() - 1) : value)
        .flatMap(value -> Arrays.stream(value.split("[\\s,\"]+", -1)))
        .filter(text -> !text.isEmpty())
        .toList();
  }

  Path path(String key) {
    return read(key, "a path", Path.of("."), value -> value.isEmpty() ? null : Path.of(value));
  }

  int integer(String key, int min, int max) {
    return read(
        key, "a whole number from " + min + " to " + max, min, value -> within(value, min, max));
  }

  /** A number with a fraction. */
  double fraction(String key, double min, double max) {
    return read(
        key,
        "a number from " + BigDecimal.valueOf(min) + " to " + BigDecimal.valueOf(max),
        min,
        value -> {
          double number = Double.parseDouble(value);
          return number >= min && number <= max ? number : null;
        });
  }

  /** A number, or {@code auto} for {@code automatic}. */
  int integerOrAuto(String key, int min, int max, int automatic) {
    return read(
        key,
        "auto or a whole number from " + min + " to " + max,
        min,
        value -> value.equals(AUTO) ? Integer.valueOf(automatic) : within(value, min, max));
  }

  long size(String key, long min, long max) {
    String allowed = "a size from " + Units.describe(min) + " to " + Units.describe(max);
    return read(
        key,
        allowed,
        min,
        value -> {
          long size = Units.size(value);
          return size >= min && size <= max ? size : null;
        });
  }

  Duration time(String key, Duration min, Duration max) {
    String allowed = "a time from " + Units.describe(min) + " to " + Units.describe(max);
    return read(key, allowed, min, value -> within(value, min, max));
  }

  /** A time, or {@code auto} for {@code automatic}. */
  Duration timeOrAuto(String key, Duration min, Duration max, Duration automatic) {
    String allowed = "auto or a time from " + Units.describe(min) + " to " + Units.describe(max);
    return read(
        key, allowed, min, value -> value.equals(AUTO) ? automatic : within(value, min, max));
  }

  /** Whether a value is left to Serin. */
  boolean isAuto(String key) {
    Found found = find(key);
    return found != null && found.value().equals(AUTO);
  }

  /** A time, or nothing for {@code never}. */
  Optional<Duration> timeOrNever(String key, Duration min, Duration max) {
    String allowed = "never or a time from " + Units.describe(min) + " to " + Units.describe(max);
    return read(
        key,
        allowed,
        Optional.empty(),
        value ->
            value.equals("never")
                ? Optional.empty()
                : Optional.ofNullable(within(value, min, max)).map(Optional::of).orElse(null));
  }

  <E extends Enum<E>> E choice(String key, Class<E> type) {
    E[] all = type.getEnumConstants();
    String allowed =
        Arrays.stream(all).map(Settings::lowerCase).collect(Collectors.joining(" or "));
    return read(
        key,
        allowed,
        all[0],
        value ->
            Arrays.stream(all)
                // YAML 1.1 takes a bare off for false.
                .filter(e -> lowerCase(e).equals(value.equals("false") ? "off" : value))
                .findFirst()
                .orElse(null));
  }

  /** Adds a mistake of several values together. */
  void require(boolean condition, String otherwise) {
    if (!condition) {
      mistakes.add(otherwise);
    }
  }

  /**
   * To be called once every section is read.
   *
   * @throws ConfigException where anything was unknown, missing or not allowed
   */
  void verify() {
    List<String> unknown = new ArrayList<>();
    leftOver(file).forEach(key -> unknown.add(unknown(key, fileName, known)));
    leftOver(commandLine).forEach(key -> unknown.add(unknown(key, "--set", known)));
    String format = environment.getOrDefault(LOG_FORMAT, "text");
    // With any other there would be no log at all.
    require(format.equals("text") || format.equals("json"), LOG_FORMAT + " must be text or json");
    List<String> variables = known.stream().map(Settings::variable).toList();
    environment.keySet().stream()
        .filter(name -> name.startsWith(PREFIX) && !ELSEWHERE.contains(name))
        .filter(name -> !variables.contains(name))
        .forEach(name -> unknown.add(unknown(name, "the environment", variables)));
    unknown.addAll(mistakes);
    if (!unknown.isEmpty()) {
      throw new ConfigException(unknown);
    }
  }

  private <T> T read(String key, String allowed, T standIn, Function<String, @Nullable T> reader) {
    Found found = find(key);
    if (found == null) {
      mistakes.add("'" + key + "' is missing in " + fileName + ": it must be " + allowed);
      return standIn;
    }
    T value;
    try {
      value = reader.apply(found.value());
    } catch (IllegalArgumentException e) {
      value = null;
    }
    if (value == null) {
      mistakes.add(
          "'%s' is '%s' in %s: it must be %s"
              .formatted(key, found.value(), found.source(), allowed));
      return standIn;
    }
    return value;
  }

  private @Nullable Found find(String key) {
    known.add(key);
    if (commandLine.containsKey(key)) {
      return new Found(commandLine.getOrDefault(key, ""), "--set");
    }
    String variable = variable(key);
    if (environment.containsKey(variable)) {
      return new Found(environment.getOrDefault(variable, ""), "the variable " + variable);
    }
    return file.containsKey(key) ? new Found(file.getOrDefault(key, ""), fileName) : null;
  }

  private List<String> leftOver(Map<String, String> place) {
    return place.keySet().stream().filter(key -> !known.contains(key)).toList();
  }

  private static String unknown(String name, String source, Collection<String> known) {
    return "'"
        + name
        + "' in "
        + source
        + " is no setting"
        + Nearest.to(name, known).map(near -> "; did you mean '" + near + "'?").orElse("");
  }

  private static @Nullable Integer within(String value, int min, int max) {
    long number = Long.parseLong(value);
    return number >= min && number <= max ? (int) number : null;
  }

  private static @Nullable Duration within(String value, Duration min, Duration max) {
    Duration time = Units.time(value);
    return time.compareTo(min) >= 0 && time.compareTo(max) <= 0 ? time : null;
  }

  private static String variable(String key) {
    return PREFIX + key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }

  private static String lowerCase(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
