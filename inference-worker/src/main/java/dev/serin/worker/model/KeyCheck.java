package dev.serin.worker.model;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import java.io.IOException;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the keys of a file before they are bound to records, for two faults that Jackson reports
 * wrongly: it binds a record only when its object is read to the end, and so takes a mistyped key
 * for the missing one that it was meant to be; and a key without a value it takes for one that is
 * not there.
 */
final class KeyCheck {
  private final ObjectMapper mapper;
  private final String fileName;

  KeyCheck(ObjectMapper mapper, String fileName) {
    this.mapper = mapper;
    this.fileName = fileName;
  }

  /**
   * @throws InvalidFileException naming the first faulty key, its line and, where it is unknown,
   *     the nearest known one
   */
  void check(String text, Class<?> type) throws IOException {
    try (JsonParser parser = mapper.createParser(text)) {
      parser.nextToken();
      value(parser, mapper.constructType(type), "");
    }
  }

  private void value(JsonParser parser, @Nullable JavaType type, String path) throws IOException {
    if (parser.currentToken() == JsonToken.START_OBJECT) {
      object(parser, type, path);
    } else if (parser.currentToken() == JsonToken.START_ARRAY) {
      JavaType element = type == null ? null : type.getContentType();
      while (parser.nextToken() != null && parser.currentToken() != JsonToken.END_ARRAY) {
        value(parser, element, path);
      }
    } else if (parser.currentToken() == JsonToken.VALUE_NULL
        || (parser.currentToken() == JsonToken.VALUE_STRING && parser.getText().isEmpty())) {
      throw fault(parser, "'" + path + "' has no value");
    }
  }

  private void object(JsonParser parser, @Nullable JavaType type, String path) throws IOException {
    Map<String, BeanPropertyDefinition> known =
        type != null && type.getRawClass().isRecord() ? properties(type) : Map.of();
    String prefix = path.isEmpty() ? "" : path + ".";
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String key = parser.currentName();
      BeanPropertyDefinition property = known.get(key);
      if (property == null && !known.isEmpty()) {
        String near =
            Nearest.to(key, known.keySet()).map(n -> "; did you mean '" + n + "'?").orElse("");
        throw fault(parser, "unknown key '" + prefix + key + "'" + near);
      }
      parser.nextToken();
      value(parser, property == null ? null : property.getPrimaryType(), prefix + key);
    }
  }

  private InvalidFileException fault(JsonParser parser, String what) {
    int line = parser.currentTokenLocation().getLineNr();
    return new InvalidFileException(fileName + " line " + line + ": " + what);
  }

  private Map<String, BeanPropertyDefinition> properties(JavaType type) {
    return mapper.getDeserializationConfig().introspect(type).findProperties().stream()
        .filter(BeanPropertyDefinition::couldDeserialize)
        .collect(Collectors.toMap(BeanPropertyDefinition::getName, Function.identity()));
  }
}
