package dev.serin.training.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** A YAML file as a flat list of settings. */
public final class FlatYaml {
  private FlatYaml() {}

  /**
   * Each value of a YAML file by its dotted name, such as {@code training.seed}, in the file's
   * order. A list of plain values is one value.
   */
  public static Map<String, String> read(Path file) throws IOException {
    Map<String, String> values = new LinkedHashMap<>();
    add("", new YAMLMapper().readTree(file.toFile()), values);
    return values;
  }

  private static void add(String name, JsonNode node, Map<String, String> values) {
    if (node.isObject()) {
      node.properties().forEach(p -> add(join(name, p.getKey()), p.getValue(), values));
    } else if (node.isArray() && node.size() > 0 && isNested(node)) {
      for (int i = 0; i < node.size(); i++) {
        add(join(name, String.valueOf(i)), node.get(i), values);
      }
    } else if (node.isArray()) {
      values.put(
          name,
          StreamSupport.stream(node.spliterator(), false)
              .map(JsonNode::asText)
              .collect(Collectors.joining(", ")));
    } else if (!node.isMissingNode()) {
      values.put(name, node.asText());
    }
  }

  private static boolean isNested(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false).anyMatch(JsonNode::isContainerNode);
  }

  private static String join(String name, String part) {
    return name.isEmpty() ? part : name + "." + part;
  }
}
