package dev.serin.gateway.feedback;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.serin.gateway.config.Secret;
import dev.serin.gateway.signing.SigningKey;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Signs ids, with signatures cut to 128 bits as RFC 2104 section 5 allows. */
final class IdKey {
  /** Bytes of a signature. */
  static final int BYTES = 16;

  /** Bytes of an id. */
  static final int ID_BYTES = 4;

  /** What is signed begins with one of these: a secret used elsewhere too signs no id of ours. */
  private static final byte[] PREDICTION = "serin prediction\0".getBytes(UTF_8);

  private static final byte[] KEY_ID = "serin key id\0".getBytes(UTF_8);

  private static final byte[] UNIT = "serin unit\0".getBytes(UTF_8);

  private final SigningKey key;
  private final byte[] id;

  IdKey(Secret secret) {
    key = new SigningKey(secret);
    id = Arrays.copyOf(key.sign(KEY_ID), ID_BYTES);
  }

  /** Tells keys apart, and nothing about them. */
  byte[] id() {
    return id.clone();
  }

  /** 64 bits that name a unit, and of which nobody without the key can tell whose they are. */
  long unit(String unit) {
    return ByteBuffer.wrap(key.sign(UNIT, unit.getBytes(UTF_8))).getLong();
  }

  /** Signature of the first {@code length} of {@code bytes}. */
  byte[] sign(byte[] bytes, int length) {
    return Arrays.copyOf(key.sign(PREDICTION, Arrays.copyOf(bytes, length)), BYTES);
  }
}
