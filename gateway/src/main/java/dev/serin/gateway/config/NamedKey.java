package dev.serin.gateway.config;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A key that those who verify with it know by a name.
 *
 * @param id goes into addresses as it is
 */
public record NamedKey(String id, Secret secret) {
  /** Shorter ones can be guessed from one signature. */
  private static final int LENGTH_MIN = 16;

  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,32}");

  static Optional<NamedKey> read(Settings settings, String name) {
    Optional<String> text = settings.secret(name).map(Secret::reveal);
    Optional<NamedKey> key = text.flatMap(NamedKey::of);
    settings.require(
        text.isEmpty() || key.isPresent(),
        name
            + " must be id:secret: an id of 1 to 32 letters, digits, - and _, and a secret of at"
            + " least "
            + LENGTH_MIN
            + " characters");
    return key;
  }

  private static Optional<NamedKey> of(String text) {
    int colon = text.indexOf(':');
    return colon > 0
            && ID.matcher(text.substring(0, colon)).matches()
            && text.length() - colon - 1 >= LENGTH_MIN
        ? Optional.of(new NamedKey(text.substring(0, colon), new Secret(text.substring(colon + 1))))
        : Optional.empty();
  }
}
