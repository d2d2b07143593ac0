package dev.serin.training.validate;

import dev.serin.training.data.Digests;
import dev.serin.training.data.Photo;
import dev.serin.worker.image.DecodedImage;
import dev.serin.worker.image.ImageDecoder;
import dev.serin.worker.image.ImageException;
import dev.serin.worker.image.InputSpec;
import java.io.IOException;
import java.util.Optional;
import org.opencv.core.Mat;
import org.opencv.core.Size;
import org.opencv.imgproc.Imgproc;

/** Looks at photos, one at a time for each thread that asks. */
final class Measurer {
  /** The longer side that sharpness is measured at: fine noise and the camera's size drop out. */
  private static final int NORMAL_SIDE = 256;

  private final ImageDecoder decoder;
  private final InputSpec.Orient orient;
  private final PhotoFeatures features;

  Measurer(ImageDecoder decoder, InputSpec.Orient orient, PhotoFeatures features) {
    this.decoder = decoder;
    this.orient = orient;
    this.features = features;
  }

  Measure measure(Photo photo) {
    byte[] bytes;
    try {
      bytes = photo.content().read();
    } catch (IOException e) {
      return new Measure("", fault(Check.UNREADABLE, String.valueOf(e.getMessage())), null);
    }
    String digest = Digests.of(bytes);
    try (DecodedImage image = decoder.decode(bytes, orient)) {
      return new Measure(digest, Optional.empty(), look(image.pixels()));
    } catch (ImageException e) {
      Check check = e.incomplete() ? Check.TRUNCATED : Check.UNREADABLE;
      return new Measure(digest, fault(check, String.valueOf(e.getMessage())), null);
    }
  }

  private Measure.Look look(Mat bgr) {
    try (Scratch scratch = new Scratch()) {
      double factor = Math.min(1, NORMAL_SIDE / (double) Math.max(bgr.cols(), bgr.rows()));
      Mat small = scratch.mat();
      Size size =
          new Size(
              Math.max(1, Math.round(bgr.cols() * factor)),
              Math.max(1, Math.round(bgr.rows() * factor)));
      Imgproc.resize(bgr, small, size, 0, 0, Imgproc.INTER_AREA);
      Mat grey = scratch.mat();
      Imgproc.cvtColor(small, grey, Imgproc.COLOR_BGR2GRAY);
      return new Measure.Look(
          bgr.cols(),
          bgr.rows(),
          Tone.of(grey),
          Sharpness.of(grey),
          Fingerprint.of(small, grey),
          unit(features.of(bgr)));
    }
  }

  /** Of length 1, so that products are cosines. */
  private static float[] unit(float[] values) {
    double squares = 0;
    for (float value : values) {
      squares += value * value;
    }
    float factor = squares == 0 ? 0 : (float) (1 / Math.sqrt(squares));
    float[] unit = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      unit[i] = values[i] * factor;
    }
    return unit;
  }

  private static Optional<Measure.Fault> fault(Check check, String text) {
    return Optional.of(new Measure.Fault(check, text));
  }
}
