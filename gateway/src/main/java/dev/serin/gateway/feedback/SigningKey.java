package dev.serin.gateway.feedback;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.serin.gateway.config.Secret;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs with HMAC-SHA-256 (RFC 2104), cut to 128 bits as its section 5 allows. */
final class SigningKey {
  /** Bytes of a signature. */
  static final int BYTES = 16;

  /** Bytes of an id. */
  static final int ID_BYTES = 4;

  private static final String ALGORITHM = "HmacSHA256";

  /** What is signed begins with one of these: a secret used elsewhere too signs no id of ours. */
  private static final byte[] PREDICTION = "serin prediction\0".getBytes(UTF_8);

  private static final byte[] KEY_ID = "serin key id\0".getBytes(UTF_8);

  private final SecretKeySpec key;
  private final byte[] id;

  SigningKey(Secret secret) {
    key = new SecretKeySpec(secret.reveal().getBytes(UTF_8), ALGORITHM);
    id = Arrays.copyOf(mac(KEY_ID, new byte[0], 0), ID_BYTES);
  }

  /** Tells keys apart, and nothing about them. */
  byte[] id() {
    return id.clone();
  }

  /** Signature of the first {@code length} of {@code bytes}. */
  byte[] sign(byte[] bytes, int length) {
    return Arrays.copyOf(mac(PREDICTION, bytes, length), BYTES);
  }

  private byte[] mac(byte[] purpose, byte[] bytes, int length) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      mac.update(purpose);
      mac.update(bytes, 0, length);
      return mac.doFinal();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + ALGORITHM, e);
    }
  }
}
