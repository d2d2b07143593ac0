package dev.serin.gateway.routing;

import dev.serin.worker.api.Sha256;
import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * {@code SHA-256(salt, 0x00, unit)}: where a unit falls, for ever. Each salt deals all units anew,
 * so that who is on the candidate's side of one rollout says nothing of the next. The four words of
 * the hash are independent of each other: what is chosen by one of them is no choice by another.
 */
public final class UnitHash {
  /** Buckets of a split. */
  public static final int BUCKETS = 10_000;

  private final LongBuffer words;

  private UnitHash(LongBuffer words) {
    this.words = words;
  }

  /**
   * The hash of {@code unit} under {@code salt}.
   *
   * @param unit a user, a session or an image
   */
  public static UnitHash of(String salt, String unit) {
    MessageDigest digest = Sha256.start();
    digest.update(salt.getBytes(StandardCharsets.UTF_8));
    digest.update((byte) 0);
    digest.update(unit.getBytes(StandardCharsets.UTF_8));
    return new UnitHash(ByteBuffer.wrap(digest.digest()).asLongBuffer());
  }

  /**
   * The unit's place on the scale of weights, 0 to 9,999, from the first word. 2^64 is no multiple
   * of 10,000, which makes some buckets likelier than others by less than 10^-15.
   */
  public int bucket() {
    return (int) Long.remainderUnsigned(words.get(0), BUCKETS);
  }

  /**
   * A cell that says nothing of the bucket.
   *
   * @param word 1 to 3
   * @param bits how many cells there are, as a power of 2, 1 to 31
   */
  public int cell(int word, int bits) {
    if (word < 1) {
      throw new IllegalArgumentException("word 0 makes the bucket");
    }
    return (int) (words.get(word) >>> (Long.SIZE - bits));
  }
}
