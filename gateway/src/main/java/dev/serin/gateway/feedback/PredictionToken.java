package dev.serin.gateway.feedback;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HexFormat;
import java.util.function.ToLongFunction;

/**
 * One answer given to one caller: all that feedback needs to know of it.
 *
 * @param model at most 255 bytes
 * @param version at most 255 bytes
 * @param image SHA-256 of the image, 64 hexadecimal digits
 * @param best index of the best label
 * @param unit keyed hash of whose answer it is
 * @param at when it was given, to the second
 * @param random tells answers apart that are equal otherwise
 */
record PredictionToken(
    String model, String version, String image, int best, Instant at, long random, long unit) {
  private static final int DIGEST_BYTES = 32;
  private static final int NUMBERS_BYTES = Integer.BYTES + 3 * Long.BYTES;

  byte[] encode() {
    byte[] modelBytes = model.getBytes(UTF_8);
    byte[] versionBytes = version.getBytes(UTF_8);
    ByteBuffer out =
        ByteBuffer.allocate(
            2 + modelBytes.length + versionBytes.length + DIGEST_BYTES + NUMBERS_BYTES);
    return out.put((byte) modelBytes.length)
        .put(modelBytes)
        .put((byte) versionBytes.length)
        .put(versionBytes)
        .put(HexFormat.of().parseHex(image))
        .putInt(best)
        .putLong(at.getEpochSecond())
        .putLong(random)
        .putLong(unit)
        .array();
  }

  /**
   * What {@link #encode} wrote, or an older release, which left out the unit.
   *
   * @param unitOfImage the unit of an image that is its own
   * @throws IllegalArgumentException where {@code in} is too short or too long
   */
  static PredictionToken decode(
      ByteBuffer in, boolean withUnit, ToLongFunction<String> unitOfImage) {
    try {
      String model = text(in);
      String version = text(in);
      String image = HexFormat.of().formatHex(bytes(in, DIGEST_BYTES));
      PredictionToken token =
          new PredictionToken(
              model,
              version,
              image,
              in.getInt(),
              Instant.ofEpochSecond(in.getLong()),
              in.getLong(),
              withUnit ? in.getLong() : unitOfImage.applyAsLong(image));
      if (in.hasRemaining()) {
        throw new IllegalArgumentException("too long");
      }
      return token;
    } catch (BufferUnderflowException e) {
      throw new IllegalArgumentException("too short", e);
    }
  }

  private static String text(ByteBuffer in) {
    return new String(bytes(in, Byte.toUnsignedInt(in.get())), UTF_8);
  }

  private static byte[] bytes(ByteBuffer in, int length) {
    byte[] bytes = new byte[length];
    in.get(bytes);
    return bytes;
  }
}
