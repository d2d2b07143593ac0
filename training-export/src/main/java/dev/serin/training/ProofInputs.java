package dev.serin.training;

import dev.serin.training.data.ImageSet;
import dev.serin.training.data.Preparation;
import dev.serin.worker.image.InputSpec;
import java.util.Random;
import org.opencv.core.CvType;
import org.opencv.core.Mat;

/**
 * What the layers of a trained network and of its export are compared on: photos, because they
 * reach what training has made of the weights, and noise, because it reaches what photos leave out.
 *
 * @param values of the images, one after the other, as the preprocessing gives them
 * @param images how many
 */
// The array belongs to one comparison and is only read.
@SuppressWarnings("ArrayRecordComponent")
record ProofInputs(float[] values, int images) {
  private static final int PHOTOS = 16;
  private static final int NOISE = 8;
  private static final long SEED = 1;

  /** Only noise: standard normal values, the same each time. */
  static ProofInputs noise(int valuesPerInput) {
    Random random = new Random(SEED);
    float[] values = new float[NOISE * valuesPerInput];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return new ProofInputs(values, NOISE);
  }

  /** Images spread over {@code photos}, and noise that is the same each time. */
  static ProofInputs of(ImageSet photos, InputSpec input, Preparation preparation) {
    int taken = Math.min(PHOTOS, photos.size());
    int size = preparation.valuesPerImage();
    float[] values = new float[(taken + NOISE) * size];
    for (int i = 0; i < taken; i++) {
      write(photos.pixels((int) ((long) photos.size() * i / taken)), preparation, values, i * size);
    }
    Random random = new Random(SEED);
    for (int i = taken; i < taken + NOISE; i++) {
      write(noise(input, random), preparation, values, i * size);
    }
    return new ProofInputs(values, taken + NOISE);
  }

  private static void write(Mat pixels, Preparation preparation, float[] values, int at) {
    try {
      preparation.prepare(pixels, values, at);
    } finally {
      pixels.release();
    }
  }

  private static Mat noise(InputSpec input, Random random) {
    byte[] pixels = new byte[input.height() * input.width() * 3];
    random.nextBytes(pixels);
    Mat image = new Mat(input.height(), input.width(), CvType.CV_8UC3);
    image.put(0, 0, pixels);
    return image;
  }
}
