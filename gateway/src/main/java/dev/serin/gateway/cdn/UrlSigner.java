package dev.serin.gateway.cdn;

import static dev.serin.gateway.error.ProblemCode.EXPIRED_URL;
import static dev.serin.gateway.error.ProblemCode.FORGED_URL;
import static dev.serin.gateway.error.ProblemCode.UNSIGNED_URL;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.serin.gateway.config.NamedKey;
import dev.serin.gateway.error.Problem;
import dev.serin.gateway.error.ProblemException;
import dev.serin.gateway.signing.SigningKey;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Signs addresses: {@code PATH?[QUERY&]expires=SECONDS&kid=ID&sig=SIGNATURE}. The signature is
 * HMAC-SHA-256 over all that stands before {@code &sig=}, from the path's first slash on, as it
 * stands there, in base64url without padding; so a CDN can verify it with the key and nothing else.
 */
public final class UrlSigner {
  private static final String SIGNATURE = "&sig=";
  private static final String KEY_ID = "&kid=";
  private static final String EXPIRY = "expires=";

  /** Seconds of the year 33658: no overflow on the way there. */
  private static final int EXPIRY_DIGITS_MAX = 12;

  private record Key(String id, SigningKey key) {
    Key(NamedKey named) {
      this(named.id(), new SigningKey(named.secret()));
    }

    String sign(String text) {
      byte[] signature = key.sign(text.getBytes(ISO_8859_1));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
    }
  }

  private final Key key;
  private final List<Key> accepted;
  private final long lifetimeSeconds;
  private final InstantSource clock;

  /**
   * @param key signs
   * @param old signed before: what it signed is accepted until it expires
   * @param lifetime a signed address is good for so long at least, and for twice as long at most:
   *     within each such time the same address is signed the same, or no cache would know it again
   */
  public UrlSigner(NamedKey key, Optional<NamedKey> old, Duration lifetime, InstantSource clock) {
    this.key = new Key(key);
    this.accepted = Stream.concat(Stream.of(this.key), old.map(Key::new).stream()).toList();
    this.lifetimeSeconds = lifetime.toSeconds();
    this.clock = clock;
  }

  /**
   * @param target path, with or without a query, as the request line will hold it
   */
  String sign(String target) {
    String signed =
        target
            + (target.indexOf('?') < 0 ? '?' : '&')
            + EXPIRY
            + (renewal() + lifetimeSeconds)
            + KEY_ID
            + key.id();
    return signed + SIGNATURE + key.sign(signed);
  }

  /** When {@link #sign} begins to sign the same address another way, in seconds since 1970. */
  long renewal() {
    return (now() / lifetimeSeconds + 1) * lifetimeSeconds;
  }

  /**
   * How long the address is good for, in seconds, at least 1.
   *
   * @throws ProblemException where it is not signed, or not by one of the keys, or has expired.
   *     That it has expired is said only of one that was signed
   */
  long secondsLeft(String path, @Nullable String query) {
    int end = query == null ? -1 : query.lastIndexOf(SIGNATURE);
    if (query == null || end < 0) {
      throw new Problem(UNSIGNED_URL, "take the url of an answer, with all its query").exception();
    }
    String signature = query.substring(end + SIGNATURE.length());
    String signed = query.substring(0, end);
    int id = signed.lastIndexOf(KEY_ID);
    int expiry = id < 0 ? -1 : signed.lastIndexOf(EXPIRY, id);
    if (expiry < 0
        || (expiry > 0 && signed.charAt(expiry - 1) != '&')
        || !isSigned(signed.substring(id + KEY_ID.length()), path + '?' + signed, signature)) {
      throw new Problem(FORGED_URL, "the address is not as it was signed").exception();
    }
    long left = seconds(signed.substring(expiry + EXPIRY.length(), id)) - now();
    if (left <= 0) {
      throw new Problem(EXPIRED_URL, "ask again for an answer: it has a new address").exception();
    }
    return left;
  }

  private boolean isSigned(String id, String text, String signature) {
    for (Key one : accepted) {
      // How much of a forged signature is right takes no time to tell.
      if (one.id().equals(id)
          && MessageDigest.isEqual(
              one.sign(text).getBytes(ISO_8859_1), signature.getBytes(ISO_8859_1))) {
        return true;
      }
    }
    return false;
  }

  /** Of signed text only, so it is a number unless a key was used by others. */
  private static long seconds(String text) {
    try {
      return text.length() > EXPIRY_DIGITS_MAX ? 0 : Long.parseLong(text);
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private long now() {
    return clock.instant().getEpochSecond();
  }
}
