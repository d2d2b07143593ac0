package dev.serin.training.transfer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.zip.CRC32C;

/**
 * A file of features, written once. After a head of 12 bytes (a magic number, the number of
 * features, 0) come records of one size: a key of 32 bytes, the features as float32, a CRC-32C of
 * both; all little-endian. A record whose sum is wrong, or that is cut short, is as if it were not
 * there.
 */
final class FeaturePack {
  static final String SUFFIX = ".features";
  private static final int MAGIC = 0x46_4e_52_53;
  private static final int HEAD = 3 * Integer.BYTES;
  private static final int KEY = 32;

  private FeaturePack() {}

  /** Bytes of one record. */
  static int recordBytes(int features) {
    return KEY + features * Float.BYTES + Integer.BYTES;
  }

  /** Writes a file, whole or not at all. */
  static void write(Path file, int features, Map<String, float[]> records) throws IOException {
    ByteBuffer bytes =
        ByteBuffer.allocate(HEAD + records.size() * recordBytes(features))
            .order(ByteOrder.LITTLE_ENDIAN);
    bytes.putInt(MAGIC).putInt(features).putInt(0);
    for (Map.Entry<String, float[]> entry : records.entrySet()) {
      int start = bytes.position();
      bytes.put(HexFormat.of().parseHex(entry.getKey()));
      for (float value : entry.getValue()) {
        bytes.putFloat(value);
      }
      bytes.putInt(sum(bytes, start));
    }
    Path part = Files.createTempFile(file.getParent(), ".", ".part");
    try {
      Files.write(part, bytes.array());
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  /** Gives every sound record of {@code file} to {@code found}. */
  static void read(Path file, int features, BiConsumer<String, float[]> found) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    if (bytes.remaining() < HEAD || bytes.getInt() != MAGIC || bytes.getInt() != features) {
      return;
    }
    bytes.getInt();
    byte[] key = new byte[KEY];
    while (bytes.remaining() >= recordBytes(features)) {
      int start = bytes.position();
      bytes.get(key);
      float[] values = new float[features];
      bytes.asFloatBuffer().get(values);
      bytes.position(start + KEY + features * Float.BYTES);
      int sum = sum(bytes, start);
      if (bytes.getInt() == sum) {
        found.accept(HexFormat.of().formatHex(key), values);
      }
    }
  }

  /** Over the bytes from {@code start} to the position. */
  private static int sum(ByteBuffer bytes, int start) {
    CRC32C sum = new CRC32C();
    sum.update(bytes.array(), start, bytes.position() - start);
    return (int) sum.getValue();
  }
}
