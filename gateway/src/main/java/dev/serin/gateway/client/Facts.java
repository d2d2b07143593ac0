package dev.serin.gateway.client;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An answer as a view reads it. What is missing, or of another type, reads as nothing: a view shows
 * what a newer or older server says as well as it can.
 */
record Facts(JsonObject json) {
  private static final Facts NONE = new Facts(new JsonObject());

  /**
   * The value in words, without what would steer a terminal or turn the text around; empty where
   * there is none.
   */
  String text(String key) {
    Object value = json.getValue(key);
    return value instanceof String || value instanceof Number || value instanceof Boolean
        ? clean(value.toString())
        : "";
  }

  /** NaN where there is no number. */
  double number(String key) {
    return json.getValue(key) instanceof Number number ? number.doubleValue() : Double.NaN;
  }

  /** 0 where there is no number. */
  long whole(String key) {
    return json.getValue(key) instanceof Number number ? number.longValue() : 0;
  }

  boolean flag(String key) {
    return Boolean.TRUE.equals(json.getValue(key));
  }

  Optional<Instant> instant(String key) {
    try {
      return Optional.of(Instant.parse(text(key)));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  Facts object(String key) {
    return json.getValue(key) instanceof JsonObject object ? new Facts(object) : NONE;
  }

  /** The objects among the values, in order. */
  Map<String, Facts> objects() {
    Map<String, Facts> found = new LinkedHashMap<>();
    json.fieldNames().stream()
        .filter(key -> json.getValue(key) instanceof JsonObject)
        .forEach(key -> found.put(clean(key), object(key)));
    return found;
  }

  /** The objects of an array. */
  List<Facts> list(String key) {
    return array(key).stream()
        .filter(JsonObject.class::isInstance)
        .map(object -> new Facts((JsonObject) object))
        .toList();
  }

  /** The texts of an array. */
  List<String> texts(String key) {
    return array(key).stream()
        .filter(String.class::isInstance)
        .map(text -> clean((String) text))
        .toList();
  }

  private JsonArray array(String key) {
    return json.getValue(key) instanceof JsonArray array ? array : new JsonArray();
  }

  private static String clean(String text) {
    return text.replaceAll("[\\p{Cc}\\p{Cf}]", " ");
  }
}
