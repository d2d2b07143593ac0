package dev.serin.training.data;

import dev.serin.worker.image.DecodedImage;
import dev.serin.worker.image.ImageDecoder;
import dev.serin.worker.image.ImageException;
import dev.serin.worker.image.InputSpec;
import dev.serin.worker.image.OpenCv;
import dev.serin.worker.image.Preprocessor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.opencv.core.Mat;

/**
 * Turns 8-bit pixels into the values a network reads: by the preprocessor that serves, so that
 * training and serving cannot differ. For one thread; needs {@link OpenCv#load()}.
 */
public final class Preparation implements AutoCloseable {
  private static final long FILE_PIXELS_MAX = 50_000_000;

  private final Preprocessor preprocessor;
  private final InputSpec.Orient orient;
  private final ByteBuffer bytes;
  private final int values;
  private final boolean pixels;

  /**
   * @param input what the network reads
   */
  public Preparation(InputSpec input) {
    this.preprocessor = new Preprocessor(input);
    this.orient = input.orient();
    this.bytes = ByteBuffer.allocateDirect(input.imageBytes()).order(ByteOrder.nativeOrder());
    this.values = input.imageBytes() / input.type().bytes();
    this.pixels = input.type() == InputSpec.ElementType.UINT8;
  }

  /** How many values an image becomes; of a uint8 input its pixels, 0..255. */
  public int valuesPerImage() {
    return values;
  }

  /**
   * Writes the values of an image to {@code values} from {@code at} on.
   *
   * @param bgr 8 bits, blue, green and red, of any size; left as it is
   */
  public void prepare(Mat bgr, float[] values, int at) {
    preprocessor.write(bgr, bytes);
    read(values, at);
  }

  /**
   * The values of an image file, decoded as in serving.
   *
   * @throws ImageException where it is not an image that Serin reads
   */
  public float[] prepareFile(byte[] file) throws ImageException {
    try (DecodedImage decoded = new ImageDecoder(FILE_PIXELS_MAX).decode(file, orient)) {
      preprocessor.write(decoded.pixels(), bytes);
    }
    float[] all = new float[values];
    read(all, 0);
    return all;
  }

  private void read(float[] target, int at) {
    if (!pixels) {
      bytes.asFloatBuffer().get(0, target, at, values);
      return;
    }
    for (int i = 0; i < values; i++) {
      target[at + i] = bytes.get(i) & 0xff;
    }
  }

  @Override
  public void close() {
    preprocessor.close();
  }
}
