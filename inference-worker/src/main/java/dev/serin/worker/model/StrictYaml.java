package dev.serin.worker.model;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Reads and writes YAML files bound to records. Strict: an unknown, missing, repeated or mistyped
 * key is an error that names the file, the line and, for an unknown key, the nearest known one.
 */
public final class StrictYaml {
  /** Far above any honest file of this kind. */
  private static final long FILE_BYTES_MAX = 1 << 20;

  /** Jackson names the Java type that it wanted: its last name will do. */
  private static final Pattern OUR_PACKAGE = Pattern.compile("dev\\.serin\\.[\\w.]*(?:\\.|\\w\\$)");

  private final YAMLMapper mapper =
      YAMLMapper.builder(
              YAMLFactory.builder()
                  .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
                  .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
                  .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                  .disable(YAMLGenerator.Feature.SPLIT_LINES)
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .build();

  /**
   * @throws InvalidFileException where the file is not what {@code type} asks for
   * @throws IOException where it cannot be read
   */
  public <T> T read(Path file, Class<T> type) throws IOException {
    if (Files.size(file) > FILE_BYTES_MAX) {
      throw new InvalidFileException(file.getFileName() + " is larger than 1 MiB");
    }
    try {
      String text = Files.readString(file, StandardCharsets.UTF_8);
      new KeyCheck(mapper, String.valueOf(file.getFileName())).check(text, type);
      T value = mapper.readValue(text, type);
      if (value == null) {
        throw new InvalidFileException(file.getFileName() + " is empty");
      }
      return value;
    } catch (JsonProcessingException e) {
      throw new InvalidFileException(describe(file, e));
    }
  }

  /** The text of {@code value} as this class reads it. */
  public String write(Object value) throws IOException {
    return mapper.writeValueAsString(value);
  }

  private static String describe(Path file, JsonProcessingException e) {
    JsonLocation at = e.getLocation();
    String where = file.getFileName() + (at == null ? "" : " line " + at.getLineNr()) + ": ";
    if (e instanceof ValueInstantiationException && e.getCause() != null) {
      return where + e.getCause().getMessage();
    }
    String message = OUR_PACKAGE.matcher(e.getOriginalMessage()).replaceAll("");
    if (e instanceof JsonMappingException mapping && !mapping.getPath().isEmpty()) {
      return message.startsWith("Missing required")
          ? where + "key '" + path(mapping) + "' is missing"
          : where + path(mapping) + ": " + message;
    }
    return where + message;
  }

  private static String path(JsonMappingException e) {
    return e.getPath().stream()
        .map(r -> r.getFieldName() == null ? "[" + r.getIndex() + "]" : r.getFieldName())
        .collect(Collectors.joining("."));
  }
}
