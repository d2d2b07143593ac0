package dev.serin.gateway;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.Yaml;

/** The rules that ship, as data. */
record PrometheusRules(List<JsonObject> all) {
  private static final Pattern METRIC =
      Pattern.compile("\\b(?:serin|jvm|process|system|cache|netty|vertx)[_:][a-z_0-9:]+");

  private static final Pattern SELECTOR = Pattern.compile("[a-z_:]+\\{[^}]*}");

  static PrometheusRules read() throws IOException {
    return new PrometheusRules(
        yaml(Prometheus.RULES).getJsonArray("groups").stream()
            .map(JsonObject.class::cast)
            .flatMap(group -> objects(group.getJsonArray("rules")).stream())
            .toList());
  }

  static JsonObject yaml(Path file) throws IOException {
    Map<String, Object> yaml = new Yaml().load(Files.readString(file));
    return new JsonObject(new JsonObject(yaml).encode());
  }

  static List<JsonObject> objects(JsonArray array) {
    return array.stream().map(JsonObject.class::cast).toList();
  }

  List<JsonObject> alerts() {
    return all.stream().filter(rule -> rule.containsKey("alert")).toList();
  }

  /** Names of the series that are recorded. */
  Set<String> recorded() {
    TreeSet<String> names = new TreeSet<>();
    all.stream().filter(rule -> rule.containsKey("record")).forEach(r -> names.add(record(r)));
    return names;
  }

  private static String record(JsonObject rule) {
    return rule.getString("record");
  }

  /** What a query selects by labels. */
  static List<String> selectors(String query) {
    return SELECTOR.matcher(query).results().map(MatchResult::group).toList();
  }

  /** Names of the metrics that a query reads. */
  static Set<String> metrics(String query) {
    TreeSet<String> names = new TreeSet<>();
    Matcher matcher = METRIC.matcher(query.replaceAll("\"[^\"]*\"", ""));
    while (matcher.find()) {
      names.add(matcher.group());
    }
    return names;
  }
}
