package dev.serin.gateway.config;

import io.vertx.config.ConfigRetriever;
import io.vertx.config.ConfigRetrieverOptions;
import io.vertx.config.ConfigStoreOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads the settings: a YAML file, then the environment, then the command line. */
public final class ConfigLoader {
  private ConfigLoader() {}

  /**
   * @param environment all variables; those that do not start with {@code SERIN_} are left alone
   * @param commandLine values of {@code --set}, by key
   * @return the settings, or a {@link ConfigException} that names every mistake
   */
  public static Future<GatewayConfig> load(
      Vertx vertx, Path file, Map<String, String> environment, Map<String, String> commandLine) {
    if (!Files.isRegularFile(file)) {
      return Future.failedFuture(
          new ConfigException(List.of("There is no file " + file + ", which holds the settings.")));
    }
    ConfigRetriever retriever =
        ConfigRetriever.create(
            vertx,
            new ConfigRetrieverOptions()
                .setIncludeDefaultStores(false)
                .setScanPeriod(-1)
                .addStore(
                    new ConfigStoreOptions()
                        .setType("file")
                        .setFormat("yaml")
                        .setConfig(
                            new JsonObject().put("path", file.toAbsolutePath().toString()))));
    return retriever
        .getConfig()
        .recover(
            e ->
                Future.failedFuture(
                    new ConfigException(List.of(file + " is no YAML: " + e.getMessage()))))
        .map(
            yaml ->
                GatewayConfig.read(
                    new Settings(file.toString(), flat(yaml), environment, commandLine)))
        .eventually(retriever::close);
  }

  /** Nested keys joined by dots; an empty value is an empty text. */
  static Map<String, String> flat(JsonObject yaml) {
    Map<String, String> flat = new TreeMap<>();
    flatten("", yaml, flat);
    return flat;
  }

  private static void flatten(String prefix, JsonObject section, Map<String, String> into) {
    section.forEach(
        entry -> {
          if (entry.getValue() instanceof JsonObject nested) {
            flatten(prefix + entry.getKey() + ".", nested, into);
          } else {
            into.put(
                prefix + entry.getKey(),
                entry.getValue() == null ? "" : entry.getValue().toString());
          }
        });
  }
}
