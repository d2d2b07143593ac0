package dev.serin.gateway.config;

import java.time.Duration;
import java.util.Optional;

/**
 * Where rollouts, feedback and usage are kept.
 *
 * @param url of a PostgreSQL database; empty for SQLite in the data directory
 * @param timeout how long the database may take for one thing
 * @param queue reads, and writes, that wait at one time
 */
public record JournalConfig(
    Optional<String> url,
    Optional<String> user,
    Optional<Secret> password,
    Duration timeout,
    int queue) {

  static JournalConfig read(Settings settings) {
    JournalConfig journal =
        new JournalConfig(
            settings.optional("journal.url"),
            settings.optional("journal.user"),
            settings.secret("journal.password"),
            settings.time("journal.timeout", Duration.ofMillis(100), Duration.ofMinutes(5)),
            settings.integer("journal.queue", 1, 1_000_000));
    String url = journal.url.orElse("jdbc:postgresql:");
    // The address itself is not repeated: it may hold the password.
    settings.require(
        url.startsWith("jdbc:postgresql:"),
        "journal.url must be empty (SQLite) or start with jdbc:postgresql:");
    settings.require(
        !url.contains("password="),
        "journal.url must not hold a password: journal.password is the place for it");
    return journal;
  }
}
