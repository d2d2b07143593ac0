package dev.serin.gateway;

import dev.serin.gateway.config.GatewayConfig;
import dev.serin.gateway.config.Secret;
import dev.serin.gateway.ops.SecretFile;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;

/** Secrets that are made where the settings name none. */
final class Secrets {
  private Secrets() {}

  /** What the management port is to be shown. */
  static Future<Secret> management(Vertx vertx, GatewayConfig config) {
    return secret(vertx, config, config.management().token(), "management.token");
  }

  /** What signs prediction ids. */
  static Future<Secret> prediction(Vertx vertx, GatewayConfig config) {
    return secret(vertx, config, config.feedback().key(), "prediction.key");
  }

  /** What the settings say, or else what the file holds that is made where there is none. */
  private static Future<Secret> secret(
      Vertx vertx, GatewayConfig config, Optional<Secret> setting, String name) {
    Path file = config.data().directory().resolve(name);
    return setting
        .map(Future::succeededFuture)
        .orElseGet(
            () -> vertx.executeBlocking(() -> SecretFile.readOrMake(file, new SecureRandom())));
  }
}
