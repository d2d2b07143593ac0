package dev.serin.gateway.config;

import java.time.Duration;
import java.util.Optional;

/**
 * What people say of answers.
 *
 * @param evidence whose labels count in rollouts' guards
 * @param keep how long a label is kept, at least
 * @param rows labels that are kept of each source
 * @param key signs the ids of answers; empty where one is to be made
 * @param keyOld signed them before; ids of both are accepted
 */
public record FeedbackConfig(
    Evidence evidence, Duration keep, int rows, Optional<Secret> key, Optional<Secret> keyOld) {
  /** Shorter ones can be guessed from one id. */
  private static final int KEY_LENGTH_MIN = 16;

  /** Whose labels count in rollouts' guards. */
  public enum Evidence {
    /** Those that came to the management port. */
    TRUSTED,
    /** Those of callers too: anybody may decide a rollout. */
    ALL
  }

  static FeedbackConfig read(Settings settings) {
    return new FeedbackConfig(
        settings.choice("feedback.evidence", Evidence.class),
        settings.time("feedback.keep", Duration.ofHours(1), Duration.ofDays(3650)),
        settings.integer("feedback.rows", 1, 1_000_000_000),
        key(settings, "feedback.key"),
        key(settings, "feedback.key-old"));
  }

  private static Optional<Secret> key(Settings settings, String name) {
    Optional<Secret> key = settings.secret(name);
    settings.require(
        key.map(secret -> secret.reveal().length() >= KEY_LENGTH_MIN).orElse(true),
        name + " must have at least " + KEY_LENGTH_MIN + " characters");
    return key;
  }
}
