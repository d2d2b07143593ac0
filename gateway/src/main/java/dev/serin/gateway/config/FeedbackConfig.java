package dev.serin.gateway.config;

import java.util.Optional;

/**
 * What people say of answers.
 *
 * @param key signs the ids of answers; empty where one is to be made
 * @param keyOld signed them before; ids of both are accepted
 */
public record FeedbackConfig(Optional<Secret> key, Optional<Secret> keyOld) {
  /** Shorter ones can be guessed from one id. */
  private static final int KEY_LENGTH_MIN = 16;

  static FeedbackConfig read(Settings settings) {
    return new FeedbackConfig(key(settings, "feedback.key"), key(settings, "feedback.key-old"));
  }

  private static Optional<Secret> key(Settings settings, String name) {
    Optional<Secret> key = settings.secret(name);
    settings.require(
        key.map(secret -> secret.reveal().length() >= KEY_LENGTH_MIN).orElse(true),
        name + " must have at least " + KEY_LENGTH_MIN + " characters");
    return key;
  }
}
