package dev.serin.training.data;

import dev.serin.worker.image.DecodedImage;
import dev.serin.worker.image.ImageDecoder;
import dev.serin.worker.image.ImageException;
import dev.serin.worker.image.InputSpec;
import dev.serin.worker.image.OpenCv;
import dev.serin.worker.image.Preprocessor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import org.opencv.core.CvType;
import org.opencv.core.Mat;

/**
 * Turns 8-bit grey images into the values a network reads: by the preprocessor that serves, so that
 * training and serving cannot differ. For one thread; needs {@link OpenCv#load()}.
 */
public final class Preparation implements AutoCloseable {
  private static final int CHANNELS = 3;
  private static final long FILE_PIXELS_MAX = 50_000_000;

  private final Preprocessor preprocessor;
  private final InputSpec.Orient orient;
  private final int width;
  private final Mat bgr;
  private final byte[] interleaved;
  private final ByteBuffer bytes;
  private final FloatBuffer floats;

  /**
   * @param input what the network reads
   * @param height rows of the images to come
   * @param width columns of the images to come
   */
  public Preparation(InputSpec input, int height, int width) {
    this.preprocessor = new Preprocessor(input);
    this.orient = input.orient();
    this.width = width;
    this.bgr = new Mat(height, width, CvType.CV_8UC3);
    this.interleaved = new byte[height * width * CHANNELS];
    this.bytes = ByteBuffer.allocateDirect(input.imageBytes()).order(ByteOrder.nativeOrder());
    this.floats = bytes.asFloatBuffer();
  }

  /** How many values an image becomes. */
  public int valuesPerImage() {
    return floats.capacity();
  }

  /** Writes the values of {@code image} to {@code values} from {@code at} on. */
  public void prepare(byte[] image, float[] values, int at) {
    if (image.length * CHANNELS != interleaved.length) {
      throw new IllegalArgumentException(
          image.length + " pixels are no image of " + bgr.rows() + " x " + width);
    }
    for (int i = 0; i < image.length; i++) {
      interleaved[CHANNELS * i] = image[i];
      interleaved[CHANNELS * i + 1] = image[i];
      interleaved[CHANNELS * i + 2] = image[i];
    }
    bgr.put(0, 0, interleaved);
    preprocessor.write(bgr, bytes);
    floats.get(0, values, at, floats.capacity());
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
    float[] values = new float[valuesPerImage()];
    floats.get(0, values);
    return values;
  }

  @Override
  public void close() {
    bgr.release();
    preprocessor.close();
  }
}
