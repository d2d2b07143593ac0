package dev.serin.gateway.config;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.yaml.snakeyaml.Yaml;

/** The settings that ship, under variables of the environment. */
public final class ShippedSettings {
  private static final Path FILE = Path.of("..", "config", "serin.yaml");

  private ShippedSettings() {}

  /**
   * As a start reads them.
   *
   * @throws ConfigException where a variable is no setting, or a value is not allowed
   */
  public static GatewayConfig under(Map<String, String> environment) {
    Map<String, Object> yaml;
    try {
      yaml = new Yaml().load(Files.readString(FILE));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return GatewayConfig.read(
        new Settings(
            FILE.toString(), ConfigLoader.flat(new JsonObject(yaml)), environment, Map.of()));
  }
}
