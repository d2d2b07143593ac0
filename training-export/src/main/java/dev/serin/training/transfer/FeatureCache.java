package dev.serin.training.transfer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * Features of images, kept in one file for all that a backbone, its preprocessing and the variation
 * have in common. Records of one size: the image's digest, the variant, the features, a CRC-32. A
 * record that was cut off or damaged is dropped when the file is opened, with all that follow it.
 * Thread-safe.
 */
final class FeatureCache implements AutoCloseable {
  private static final int DIGEST_BYTES = 32;

  private final FileChannel file;
  private final int features;
  private final Map<Key, float[]> known = new HashMap<>();

  private record Key(String digest, int variant) {}

  private FeatureCache(FileChannel file, int features) {
    this.file = file;
    this.features = features;
  }

  /**
   * @param key names all that the features depend on beside the image and the variant
   * @param features how many an image has
   * @throws BackboneException where another process has the file open
   */
  static FeatureCache open(Path folder, String key, int features) throws IOException {
    Files.createDirectories(folder);
    Path path = folder.resolve(key + ".features");
    FileChannel file =
        FileChannel.open(
            path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    if (file.tryLock() == null) {
      file.close();
      throw new BackboneException(
          path + " is in use by another training; wait for it, or name another backbone.cache");
    }
    FeatureCache cache = new FeatureCache(file, features);
    cache.load();
    return cache;
  }

  synchronized float @org.jspecify.annotations.Nullable [] get(String digest, int variant) {
    return known.get(new Key(digest, variant));
  }

  synchronized void put(String digest, int variant, float[] values) throws IOException {
    if (known.putIfAbsent(new Key(digest, variant), values) == null) {
      ByteBuffer record = record();
      record.put(HexFormat.of().parseHex(digest)).putInt(variant);
      record.asFloatBuffer().put(values);
      record.position(record.capacity() - Integer.BYTES).putInt(checksum(record)).flip();
      while (record.hasRemaining()) {
        file.write(record);
      }
    }
  }

  synchronized int size() {
    return known.size();
  }

  @Override
  public synchronized void close() {
    try {
      file.close();
    } catch (IOException e) {
      throw new BackboneException("cannot close the cache of features: " + e.getMessage(), e);
    }
  }

  private void load() throws IOException {
    ByteBuffer record = record();
    long good = 0;
    file.position(0);
    while (fill(record) && record.getInt(record.capacity() - Integer.BYTES) == checksum(record)) {
      byte[] digest = new byte[DIGEST_BYTES];
      record.get(0, digest);
      float[] values = new float[features];
      record.position(DIGEST_BYTES + Integer.BYTES).asFloatBuffer().get(values);
      known.put(
          new Key(HexFormat.of().formatHex(digest), record.getInt(DIGEST_BYTES)), values);
      good += record.capacity();
    }
    file.truncate(good).position(good);
  }

  private boolean fill(ByteBuffer record) throws IOException {
    record.clear();
    while (record.hasRemaining()) {
      if (file.read(record) < 0) {
        return false;
      }
    }
    return true;
  }

  private ByteBuffer record() {
    return ByteBuffer.allocate(DIGEST_BYTES + Integer.BYTES + features * Float.BYTES + Integer.BYTES);
  }

  private static int checksum(ByteBuffer record) {
    CRC32 crc = new CRC32();
    // Of another width nothing fits: a file whose records have another size is dropped at once.
    crc.update(Integer.toString(record.capacity()).getBytes(StandardCharsets.US_ASCII));
    crc.update(record.array(), 0, record.capacity() - Integer.BYTES);
    return (int) crc.getValue();
  }
}
