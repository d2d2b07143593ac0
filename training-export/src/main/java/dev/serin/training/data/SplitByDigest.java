package dev.serin.training.data;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides by a photo's bytes alone what it is for. So photos that come or go move no other one, and
 * copies of a photo are never on two sides.
 */
public final class SplitByDigest {
  /**
   * Apart from what else digests may be cut by: a part by digest would else be all in one split.
   */
  private static final String SALT = "serin split 1 ";

  private static final double RANGE = Math.pow(2, 63);

  private final double validation;
  private final double test;

  /**
   * @param given splits that the source names itself: they get nothing else
   */
  public SplitByDigest(PhotosConfig.Shares shares, Set<Split> given) {
    this.validation = given.contains(Split.VALIDATION) ? 0 : shares.validation().value();
    this.test = given.contains(Split.TEST) ? 0 : shares.test().value();
  }

  /** For photos of which {@code source} says what it says. */
  public static SplitByDigest of(PhotosConfig.Shares shares, Iterable<Photo> source) {
    Set<Split> given = EnumSet.noneOf(Split.class);
    for (Photo photo : source) {
      if (photo.split() != null) {
        given.add(photo.split());
      }
    }
    return new SplitByDigest(shares, given);
  }

  /**
   * @param said by the source; its training photos are shared out to the splits it lacks
   * @param digest SHA-256 of the photo's bytes, in hexadecimal
   */
  public Split split(@Nullable Split said, String digest) {
    if (said == Split.VALIDATION || said == Split.TEST) {
      return said;
    }
    byte[] hash = Digests.sha256().digest((SALT + digest).getBytes(StandardCharsets.US_ASCII));
    double place = (ByteBuffer.wrap(hash).getLong() >>> 1) / RANGE;
    if (place < test) {
      return Split.TEST;
    }
    return place < test + validation ? Split.VALIDATION : Split.TRAIN;
  }
}
