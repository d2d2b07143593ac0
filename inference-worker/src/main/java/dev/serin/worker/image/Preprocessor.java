package dev.serin.worker.image;

import dev.serin.worker.image.InputSpec.Colour;
import dev.serin.worker.image.InputSpec.ElementType;
import dev.serin.worker.image.InputSpec.Layout;
import dev.serin.worker.image.Resize.Filter;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.opencv.core.Core;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.Rect;
import org.opencv.core.Size;
import org.opencv.imgproc.Imgproc;

/**
 * Turns pixels into the input of a graph, as an {@link InputSpec} says. The one place that does,
 * for training and serving alike. Thread-safe until closed.
 */
public final class Preprocessor implements AutoCloseable {
  private static final int PIXEL_VALUES = 256;

  private final InputSpec spec;

  /** For each channel of the input, in its order: the value of each of the 256 pixel values. */
  private final List<Mat> tables;

  /** The same as one table of interleaved channels. */
  private final Mat interleavedTable;

  public Preprocessor(InputSpec spec) {
    this.spec = spec;
    int channels = spec.colour().channels();
    tables = new ArrayList<>(channels);
    interleavedTable = new Mat(1, PIXEL_VALUES, CvType.CV_32FC(channels));
    float[] interleaved = new float[PIXEL_VALUES * channels];
    for (int c = 0; c < channels; c++) {
      float[] values = new float[PIXEL_VALUES];
      for (int p = 0; p < PIXEL_VALUES; p++) {
        values[p] = (float) ((p * spec.scale() - spec.mean().get(c)) / spec.std().get(c));
        interleaved[p * channels + c] = values[p];
      }
      Mat table = new Mat(1, PIXEL_VALUES, CvType.CV_32F);
      table.put(0, 0, values);
      tables.add(table);
    }
    interleavedTable.put(0, 0, interleaved);
  }

  /**
   * Writes the input of one image.
   *
   * @param bgr height x width pixels of 8 bits, blue, green and red; left as they are
   * @param target direct, in native byte order, with exactly {@link InputSpec#imageBytes()} bytes
   *     between position and limit; neither of them moves
   */
  public void write(Mat bgr, ByteBuffer target) {
    write(bgr, PixelSize.of(bgr), target);
  }

  /**
   * Writes the input of one image that may have been decoded reduced: what it is resized to goes by
   * the size of its file, or else its rounding would be another one.
   *
   * @param target as above
   */
  public void write(DecodedImage image, ByteBuffer target) {
    write(image.pixels(), new PixelSize(image.width(), image.height()), target);
  }

  private void write(Mat bgr, PixelSize original, ByteBuffer target) {
    if (!target.isDirect()
        || target.order() != ByteOrder.nativeOrder()
        || target.remaining() != spec.imageBytes()) {
      throw new IllegalArgumentException(
          "need a direct buffer of " + spec.imageBytes() + " bytes in native order: " + target);
    }
    boolean strip = original.isStripFor(spec.resize());
    Mat middle = strip ? middleOfStrip(bgr) : bgr.submat(0, bgr.rows(), 0, bgr.cols());
    PixelSize size = (strip ? PixelSize.of(middle) : original).resizedFor(spec);
    boolean reduced = !original.equals(PixelSize.of(bgr));
    Mat resized = new Mat();
    Mat cropped =
        reduced && spec.resize().filter() == Filter.AREA
            ? resizeCrop(middle, size, resized)
            : resize(middle, size, reduced, resized).submat(cropIn(size));
    try {
      if (spec.layout() == Layout.NCHW) {
        writePlanes(cropped, target);
      } else {
        writeInterleaved(cropped, target);
      }
    } finally {
      cropped.release();
      resized.release();
      middle.release();
      Reference.reachabilityFence(target);
    }
  }

  @Override
  public void close() {
    tables.forEach(Mat::release);
    interleavedTable.release();
  }

  /**
   * The middle of a long strip, a view of its pixels. A file of 8000 x 1 pixels would grow to 1.5
   * GB by its shorter side, only for the crop to throw nearly all of it away.
   */
  private static Mat middleOfStrip(Mat bgr) {
    int longer = Math.max(bgr.cols(), bgr.rows());
    int shorter = Math.min(bgr.cols(), bgr.rows());
    // The crop needs one square at most; two more on each side are out of every filter's reach.
    int cut = (longer - 5 * shorter) / 2;
    return bgr.cols() > bgr.rows()
        ? bgr.submat(0, bgr.rows(), cut, bgr.cols() - cut)
        : bgr.submat(cut, bgr.rows() - cut, 0, bgr.cols());
  }

  /**
   * The crop of what {@code bgr} would be resized to. What the crop throws away, a third and more
   * of a photo, is not resized; the crop lies exact to a sixty-fourth of a pixel.
   */
  private Mat resizeCrop(Mat bgr, PixelSize to, Mat resized) {
    Rect crop = cropIn(to);
    CropWindow across = CropWindow.of(bgr.cols(), to.width(), crop.x, crop.x + crop.width);
    CropWindow down = CropWindow.of(bgr.rows(), to.height(), crop.y, crop.y + crop.height);
    Mat seen = bgr.submat(down.from(), down.to(), across.from(), across.to());
    try {
      Size size = new Size(across.resizedLength(), down.resizedLength());
      Imgproc.resize(seen, resized, size, 0, 0, Imgproc.INTER_AREA);
    } finally {
      seen.release();
    }
    crop.x -= across.resizedFrom();
    crop.y -= down.resizedFrom();
    return resized.submat(crop);
  }

  private Mat resize(Mat bgr, PixelSize to, boolean reduced, Mat resized) {
    if (to.equals(PixelSize.of(bgr))) {
      bgr.assignTo(resized); // another header for the same pixels
    } else {
      Size size = new Size(to.width(), to.height());
      Imgproc.resize(bgr, resized, size, 0, 0, interpolation(reduced));
    }
    return resized;
  }

  private int interpolation(boolean reduced) {
    return switch (spec.resize().filter()) {
      case AREA -> Imgproc.INTER_AREA;
      // Linear takes the mean of neighbours, which the reduced decode has done before: cubic does
      // not do so twice, and halves the difference to the exact decode.
      case LINEAR -> reduced ? Imgproc.INTER_CUBIC : Imgproc.INTER_LINEAR;
      case CUBIC -> Imgproc.INTER_CUBIC;
    };
  }

  private Rect cropIn(PixelSize resized) {
    int left = (int) Math.rint((resized.width() - spec.width()) / 2.0);
    int top = (int) Math.rint((resized.height() - spec.height()) / 2.0);
    return new Rect(left, top, spec.width(), spec.height());
  }

  private void writePlanes(Mat bgr, ByteBuffer target) {
    int planeBytes = spec.height() * spec.width() * spec.type().bytes();
    Mat plane = new Mat();
    try {
      for (int c = 0; c < spec.colour().channels(); c++) {
        if (spec.colour() == Colour.GREY) {
          Imgproc.cvtColor(bgr, plane, Imgproc.COLOR_BGR2GRAY);
        } else {
          Core.extractChannel(bgr, plane, spec.colour() == Colour.RGB ? 2 - c : c);
        }
        writeValues(
            plane, tables.get(c), target.slice(target.position() + c * planeBytes, planeBytes));
      }
    } finally {
      plane.release();
    }
  }

  private void writeInterleaved(Mat bgr, ByteBuffer target) {
    Mat pixels = new Mat();
    try {
      switch (spec.colour()) {
        case RGB -> Imgproc.cvtColor(bgr, pixels, Imgproc.COLOR_BGR2RGB);
        case BGR -> bgr.assignTo(pixels);
        case GREY -> Imgproc.cvtColor(bgr, pixels, Imgproc.COLOR_BGR2GRAY);
      }
      writeValues(pixels, interleavedTable, target.slice());
    } finally {
      pixels.release();
    }
  }

  private void writeValues(Mat pixels, Mat table, ByteBuffer target) {
    int depth = spec.type() == ElementType.UINT8 ? CvType.CV_8U : CvType.CV_32F;
    int type = CvType.makeType(depth, pixels.channels());
    Mat view = new Mat(spec.height(), spec.width(), type, target);
    long address = view.dataAddr();
    try {
      if (spec.type() == ElementType.UINT8) {
        pixels.copyTo(view);
      } else {
        Core.LUT(pixels, table, view);
      }
      if (view.dataAddr() != address) {
        throw new IllegalStateException("OpenCV wrote elsewhere than into the given buffer");
      }
    } finally {
      view.release();
    }
  }
}
