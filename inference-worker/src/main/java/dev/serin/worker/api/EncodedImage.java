package dev.serin.worker.api;

/** The bytes of one uploaded image file, with the digest that names them everywhere. */
public final class EncodedImage {
  private final byte[] bytes;
  private final String sha256;

  /**
   * Takes ownership of {@code bytes}: they are never copied, and must not change afterwards.
   *
   * @param sha256 SHA-256 of {@code bytes}, 64 lower-case hexadecimal digits
   */
  public EncodedImage(byte[] bytes, String sha256) {
    this.bytes = bytes;
    this.sha256 = sha256;
  }

  /** Computes the digest of {@code bytes} and takes ownership of them. */
  public static EncodedImage of(byte[] bytes) {
    return new EncodedImage(bytes, Sha256.hex(bytes));
  }

  /** The shared array itself, to be read only. */
  public byte[] bytes() {
    return bytes;
  }

  /** SHA-256 of the bytes, 64 lower-case hexadecimal digits. */
  public String sha256() {
    return sha256;
  }

  @Override
  public String toString() {
    return "EncodedImage[" + bytes.length + " bytes, sha256:" + sha256 + "]";
  }
}
