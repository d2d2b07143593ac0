package dev.serin.worker.image;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.opencv.core.Mat;

/** A library that decodes JPEG files. Thread-safe. */
interface JpegDecoder {
  /**
   * Decodes {@code file} to 8 bits of blue, green and red, as stored: whoever asks turns it.
   *
   * @param file direct, position 0, limit its size
   * @param header of this file
   * @param reduction what both sides are divided by, rounded up: 1, 2, 4 or 8
   * @return pixels that the caller must release; empty where this library does not read this file
   */
  Optional<Mat> decode(ByteBuffer file, ImageHeader header, int reduction);
}
