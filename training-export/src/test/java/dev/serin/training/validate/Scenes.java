package dev.serin.training.validate;

import dev.serin.training.data.Photo;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.MatOfByte;
import org.opencv.core.MatOfInt;
import org.opencv.core.MatOfPoint;
import org.opencv.core.Point;
import org.opencv.core.Scalar;
import org.opencv.core.Size;
import org.opencv.imgcodecs.Imgcodecs;
import org.opencv.imgproc.Imgproc;

/**
 * Photos that are drawn: each class has a shape of a colour, on a background of its own light,
 * texture and clutter. Sharp, well lit, and each another one.
 */
final class Scenes {
  static final List<String> CLASSES =
      List.of("disc", "square", "triangle", "bars", "ring", "cross");

  private static final Scalar[] COLOURS = {
    new Scalar(40, 40, 200), new Scalar(40, 170, 40), new Scalar(200, 70, 40),
    new Scalar(30, 200, 220), new Scalar(190, 50, 190), new Scalar(200, 190, 40)
  };

  private Scenes() {}

  /** {@code n} photos, class by class in turn. */
  static List<Photo> photos(int n, SplittableRandom random) {
    List<Photo> photos = new ArrayList<>(n);
    for (int i = 0; i < n; i++) {
      int label = i % CLASSES.size();
      Mat scene = scene(label, random);
      byte[] file = jpeg(scene, 90);
      scene.release();
      photos.add(photo(CLASSES.get(label) + "/" + i + ".jpg", CLASSES.get(label), file));
    }
    return photos;
  }

  static Photo photo(String name, String label, byte[] file) {
    return new Photo(name, label, null, () -> file);
  }

  static byte[] jpeg(Mat bgr, int quality) {
    return encoded(".jpg", bgr, new MatOfInt(Imgcodecs.IMWRITE_JPEG_QUALITY, quality));
  }

  static byte[] png(Mat bgr) {
    return encoded(".png", bgr, new MatOfInt());
  }

  private static byte[] encoded(String kind, Mat bgr, MatOfInt options) {
    MatOfByte bytes = new MatOfByte();
    Imgcodecs.imencode(kind, bgr, bytes, options);
    byte[] file = bytes.toArray();
    bytes.release();
    options.release();
    return file;
  }

  /** The caller releases it. */
  static Mat scene(int label, SplittableRandom random) {
    int width = 120 + random.nextInt(80);
    int height = 100 + random.nextInt(60);
    Mat scene = background(width, height, random);
    for (int i = random.nextInt(3, 8); i > 0; i--) {
      double grey = random.nextDouble(40, 220);
      Imgproc.line(
          scene,
          point(width, height, random),
          point(width, height, random),
          new Scalar(grey, grey, grey + 10),
          random.nextInt(1, 4));
    }
    double size = height * random.nextDouble(0.24, 0.36);
    Point centre =
        new Point(random.nextDouble(size, width - size), random.nextDouble(size, height - size));
    draw(scene, label, centre, size, random);
    return scene;
  }

  private static Mat background(int width, int height, SplittableRandom random) {
    Mat coarse = new Mat(4, 5, CvType.CV_8UC3);
    double light = random.nextDouble(90, 180);
    for (int y = 0; y < 4; y++) {
      for (int x = 0; x < 5; x++) {
        double grey = light + random.nextDouble(-50, 50);
        coarse.put(y, x, grey, grey + random.nextInt(8), grey + random.nextInt(12));
      }
    }
    Mat scene = new Mat();
    Imgproc.resize(coarse, scene, new Size(width, height), 0, 0, Imgproc.INTER_CUBIC);
    byte[] pixels = new byte[width * height * 3];
    scene.get(0, 0, pixels);
    for (int i = 0; i < pixels.length; i++) {
      int value = (pixels[i] & 0xff) + random.nextInt(-6, 7);
      pixels[i] = (byte) Math.max(0, Math.min(255, value));
    }
    scene.put(0, 0, pixels);
    coarse.release();
    return scene;
  }

  private static void draw(Mat scene, int label, Point at, double size, SplittableRandom random) {
    Scalar colour = COLOURS[label];
    double turn = random.nextDouble(2 * Math.PI);
    int thick = (int) Math.max(3, size / 3);
    switch (label) {
      case 0 -> Imgproc.circle(scene, at, (int) size, colour, Imgproc.FILLED, Imgproc.LINE_AA);
      case 1 -> polygon(scene, at, size, 4, turn, colour);
      case 2 -> polygon(scene, at, size, 3, turn, colour);
      case 3 -> {
        for (int i = -1; i <= 1; i++) {
          double y = at.y + i * size * 0.7;
          Imgproc.line(scene, new Point(at.x - size, y), new Point(at.x + size, y), colour, thick);
        }
      }
      case 4 -> Imgproc.circle(scene, at, (int) size, colour, thick, Imgproc.LINE_AA);
      default -> {
        double x = size * Math.cos(turn);
        double y = size * Math.sin(turn);
        Imgproc.line(
            scene, new Point(at.x - x, at.y - y), new Point(at.x + x, at.y + y), colour, thick);
        Imgproc.line(
            scene, new Point(at.x - y, at.y + x), new Point(at.x + y, at.y - x), colour, thick);
      }
    }
  }

  private static void polygon(
      Mat scene, Point at, double size, int corners, double turn, Scalar colour) {
    Point[] points = new Point[corners];
    for (int i = 0; i < corners; i++) {
      double angle = turn + 2 * Math.PI * i / corners;
      points[i] = new Point(at.x + size * Math.cos(angle), at.y + size * Math.sin(angle));
    }
    MatOfPoint outline = new MatOfPoint(points);
    Imgproc.fillConvexPoly(scene, outline, colour, Imgproc.LINE_AA);
    outline.release();
  }

  private static Point point(int width, int height, SplittableRandom random) {
    return new Point(random.nextInt(width), random.nextInt(height));
  }
}
