package dev.serin.gateway.feedback;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.serin.gateway.config.Secret;
import dev.serin.gateway.results.ResultKey;
import dev.serin.gateway.upload.PredictionIds;
import dev.serin.worker.api.Prediction;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Ids of answers that say themselves what was answered, signed so that nobody else can make one: no
 * table of answers is kept, and any gateway with the key reads the ids of all. In base64url: format
 * (1 byte), key id (4), the answer ({@link PredictionToken}), signature (16). Format 1 had no unit;
 * its ids are read as those of images that are their own units. A unit has another hash under
 * another key, so a label of it may count once more after the key was changed.
 */
public final class PredictionTokens implements PredictionIds {
  private static final byte FORMAT = 2;
  private static final byte FORMAT_WITHOUT_UNIT = 1;
  private static final int HEAD_BYTES = 1 + IdKey.ID_BYTES;

  /** More than the longest names give. */
  private static final int LENGTH_MAX = 1024;

  private final IdKey key;
  private final List<IdKey> accepted;
  private final SecureRandom random;
  private final Clock clock;

  /**
   * @param key signs
   * @param old signed before; its ids are accepted
   */
  public PredictionTokens(Secret key, Optional<Secret> old, SecureRandom random, Clock clock) {
    this.key = new IdKey(key);
    this.accepted = Stream.concat(Stream.of(this.key), old.map(IdKey::new).stream()).toList();
    this.random = random;
    this.clock = clock;
  }

  @Override
  public String next(ResultKey answered, String unit, Prediction best) {
    PredictionToken token =
        new PredictionToken(
            answered.model(),
            answered.version(),
            answered.image(),
            best.index(),
            clock.instant(),
            random.nextLong(),
            key.unit(unit));
    byte[] body = token.encode();
    int signed = HEAD_BYTES + body.length;
    byte[] id =
        ByteBuffer.allocate(signed + IdKey.BYTES).put(FORMAT).put(key.id()).put(body).array();
    System.arraycopy(key.sign(id, signed), 0, id, signed, IdKey.BYTES);
    return encode(id);
  }

  /**
   * The unit of an answer that was given before.
   *
   * @param id of the answer
   * @return keyed hash of the unit, 16 hexadecimal digits; empty where no key knows the id any more
   */
  public String unit(String id) {
    return read(id).map(token -> HexFormat.of().toHexDigits(token.unit())).orElse("");
  }

  /** What {@code id} says, if one of the keys signed it. */
  Optional<PredictionToken> read(String id) {
    return bytes(id)
        .filter(bytes -> bytes.length > HEAD_BYTES + IdKey.BYTES)
        .filter(bytes -> bytes[0] == FORMAT || bytes[0] == FORMAT_WITHOUT_UNIT)
        .flatMap(
            bytes ->
                accepted.stream()
                    .filter(signer -> isSignedBy(signer, bytes))
                    .findFirst()
                    .map(signer -> token(bytes, signer)));
  }

  private static PredictionToken token(byte[] id, IdKey signer) {
    return PredictionToken.decode(
        ByteBuffer.wrap(id, HEAD_BYTES, id.length - HEAD_BYTES - IdKey.BYTES),
        id[0] == FORMAT,
        signer::unit);
  }

  private static boolean isSignedBy(IdKey key, byte[] id) {
    int signed = id.length - IdKey.BYTES;
    byte[] signature = Arrays.copyOfRange(id, signed, id.length);
    return Arrays.equals(key.id(), Arrays.copyOfRange(id, 1, HEAD_BYTES))
        // How much of a forged signature is right takes no time to tell.
        && MessageDigest.isEqual(signature, key.sign(id, signed));
  }

  /**
   * The bytes of {@code id}, which must be written as we write it: the last character may have bits
   * that a decoder skips, and two ids of one answer would be two answers.
   */
  private static Optional<byte[]> bytes(String id) {
    if (id.length() > LENGTH_MAX) {
      return Optional.empty();
    }
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(id.getBytes(ISO_8859_1));
      return encode(bytes).equals(id) ? Optional.of(bytes) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static String encode(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
