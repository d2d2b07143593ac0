package dev.serin.gateway.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serin.worker.image.DecodedImage;
import dev.serin.worker.image.ImageDecoder;
import dev.serin.worker.image.ImageException;
import dev.serin.worker.image.InputSpec;
import dev.serin.worker.image.InputSpec.Colour;
import dev.serin.worker.image.InputSpec.Crop;
import dev.serin.worker.image.InputSpec.Decode;
import dev.serin.worker.image.InputSpec.ElementType;
import dev.serin.worker.image.InputSpec.Layout;
import dev.serin.worker.image.InputSpec.Orient;
import dev.serin.worker.image.OpenCv;
import dev.serin.worker.image.Preprocessor;
import dev.serin.worker.image.Resize;
import dev.serin.worker.image.Resize.Filter;
import dev.serin.worker.image.Resize.Rule;
import dev.serin.worker.image.TurboJpeg;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * CPU time of one thread for one photo, from its file to the graph's input: by OpenCV, by
 * libturbojpeg, and by libturbojpeg reduced. They take turns, so that all see the same machine. Run
 * it by {@code mvn -Pbench verify -Dit.test=DecodeBenchmark}; bench.turns says how often.
 */
final class DecodeBenchmark {
  private final int turns = Integer.getInteger("bench.turns", 15);
  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();

  private record Way(String name, ImageDecoder decoder, InputSpec spec) {}

  @Test
  void compareDecoders() throws Exception {
    OpenCv.load();
    Optional<TurboJpeg> turbo = TurboJpeg.load();
    assertThat(turbo).as("libturbojpeg on this system").isPresent();
    ImageDecoder openCv = new ImageDecoder(50_000_000);
    ImageDecoder fast = new ImageDecoder(50_000_000, turbo);
    List<byte[]> photos = Photos.of500x375();
    List<byte[]> large = photos.stream().map(p -> Photos.enlarged(p, 1920, 1440)).toList();
    for (List<byte[]> files : List.of(photos, large)) {
      for (Filter filter : List.of(Filter.AREA, Filter.LINEAR)) {
        compare(
            files,
            filter,
            List.of(
                new Way("OpenCV", openCv, spec(Decode.EXACT, filter)),
                new Way("libturbojpeg", fast, spec(Decode.EXACT, filter)),
                new Way("OpenCV reduced", openCv, spec(Decode.REDUCED, filter)),
                new Way("libturbojpeg reduced", fast, spec(Decode.REDUCED, filter))));
      }
    }
    turbo.orElseThrow().close();
  }

  private void compare(List<byte[]> files, Filter filter, List<Way> ways) throws Exception {
    List<ByteBuffer> direct = new ArrayList<>();
    for (byte[] file : files) {
      direct.add(ByteBuffer.allocateDirect(file.length).put(file).flip());
    }
    double[][] decode = new double[ways.size()][turns];
    double[][] total = new double[ways.size()][turns];
    for (int turn = -2; turn < turns; turn++) {
      for (int w = 0; w < ways.size(); w++) {
        double[] millis = millis(direct, ways.get(w));
        decode[w][Math.max(0, turn)] = millis[0];
        total[w][Math.max(0, turn)] = millis[1];
      }
    }
    for (int w = 0; w < ways.size(); w++) {
      System.out.printf(
          Locale.ROOT,
          "%-8s %-22s %d photos: decode %.2f ms, with resize %.2f ms; %.2f of OpenCV's%n",
          filter,
          ways.get(w).name(),
          files.size(),
          median(decode[w]),
          median(total[w]),
          median(total[w]) / median(total[0]));
    }
  }

  /** CPU milliseconds of one photo: its decode, and all up to the graph's input. */
  private double[] millis(List<ByteBuffer> files, Way way) throws ImageException {
    ByteBuffer input =
        ByteBuffer.allocateDirect(way.spec().imageBytes()).order(ByteOrder.nativeOrder());
    long decode = 0;
    long start = threads.getCurrentThreadCpuTime();
    try (Preprocessor preprocessor = new Preprocessor(way.spec())) {
      for (ByteBuffer file : files) {
        long before = threads.getCurrentThreadCpuTime();
        try (DecodedImage image = way.decoder().decode(file, way.spec())) {
          decode += threads.getCurrentThreadCpuTime() - before;
          preprocessor.write(image, input);
        }
      }
    }
    long total = threads.getCurrentThreadCpuTime() - start;
    return new double[] {decode / 1e6 / files.size(), total / 1e6 / files.size()};
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private static InputSpec spec(Decode decode, Filter filter) {
    return new InputSpec(
        "pixels",
        ElementType.FLOAT32,
        Layout.NCHW,
        224,
        224,
        Colour.RGB,
        Orient.EXIF,
        decode,
        new Resize(Rule.SHORTER_SIDE, 256, filter),
        Crop.CENTRE,
        1 / 255.0,
        List.of(),
        List.of());
  }
}
