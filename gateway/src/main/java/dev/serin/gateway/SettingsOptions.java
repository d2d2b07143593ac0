package dev.serin.gateway;

import dev.serin.gateway.config.ConfigLoader;
import dev.serin.gateway.config.GatewayConfig;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import picocli.CommandLine.Option;

/** What every command that works by the gateway's settings takes. */
final class SettingsOptions {
  @Option(names = "--config", description = "the settings (default: ${DEFAULT-VALUE})")
  private Path file = Path.of("config", "serin.yaml");

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "one setting, before file and environment; may be repeated")
  private Map<String, String> set = new LinkedHashMap<>();

  /** What file, environment and command line say. */
  GatewayConfig load(Vertx vertx) {
    return load(vertx, Map.of());
  }

  /**
   * The same.
   *
   * @param options what other options of the command line say, as settings
   */
  GatewayConfig load(Vertx vertx, Map<String, String> options) {
    Map<String, String> settings = new LinkedHashMap<>(set);
    settings.putAll(options);
    return ConfigLoader.load(vertx, file, System.getenv(), settings).await();
  }

  /**
   * What file and command line say, and not the environment.
   *
   * @param changes made to what the command line says
   */
  GatewayConfig load(Vertx vertx, Consumer<Map<String, String>> changes) {
    Map<String, String> settings = new LinkedHashMap<>(set);
    changes.accept(settings);
    return ConfigLoader.load(vertx, file, Map.of(), settings).await();
  }
}
