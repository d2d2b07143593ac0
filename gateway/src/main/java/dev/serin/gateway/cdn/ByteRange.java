package dev.serin.gateway.cdn;

/**
 * Part of a representation.
 *
 * @param first position of its first byte
 * @param last position of its last byte, not before the first
 */
record ByteRange(int first, int last) {
  int length() {
    return last - first + 1;
  }

  /** Whether the two overlap or touch. */
  boolean meets(ByteRange other) {
    return first <= other.last + 1L && other.first <= last + 1L;
  }

  ByteRange join(ByteRange other) {
    return new ByteRange(Math.min(first, other.first), Math.max(last, other.last));
  }

  /** The value of Content-Range. */
  String of(int size) {
    return "bytes " + first + "-" + last + "/" + size;
  }
}
