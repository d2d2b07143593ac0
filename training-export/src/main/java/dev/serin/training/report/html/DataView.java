package dev.serin.training.report.html;

import dev.serin.training.data.Augmentation;
import dev.serin.training.data.Augmenter;
import dev.serin.training.data.DataException;
import dev.serin.training.data.ImageSet;
import dev.serin.training.report.ImageFacts;
import dev.serin.training.report.ReportInput;
import dev.serin.training.report.html.Thumbnails.Picture;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.opencv.core.Mat;

/**
 * What the network was trained and measured on.
 *
 * @param sizes a histogram as SVG; null where all images have one size
 * @param sizesText how large the training images are
 * @param examples training images of each class
 * @param variants training images as the training shows them
 */
record DataView(
    List<Row> rows,
    Row total,
    @Nullable String sizes,
    String sizesText,
    List<Examples> examples,
    List<Variants> variants) {
  private static final int LOOKED_AT_MAX = 1000;
  private static final int EXAMPLES_MAX = 36;
  private static final int EXAMPLES_OF_CLASS_MAX = 3;
  private static final int VARIED_MAX = 5;
  private static final int VARIANTS = 7;
  private static final int BARS = 24;
  private static final long SEED = 1;

  /**
   * @param share of the largest class, in percent of the width
   */
  record Row(String label, String train, String validation, String test, String share) {}

  record Examples(String label, List<Picture> pictures) {}

  record Variants(@Nullable Picture original, List<Picture> pictures) {}

  static DataView of(ReportInput input, Thumbnails thumbnails, Svg svg) {
    List<String> labels = input.test().labels();
    int[] train = counts(input.data().train(), labels.size());
    int[] validation = counts(input.data().validation(), labels.size());
    int[] test = counts(input.test().images(), labels.size());
    int largest = Math.max(1, Arrays.stream(train).max().orElse(1));
    List<Row> rows =
        IntStream.range(0, labels.size())
            .mapToObj(
                c ->
                    row(
                        labels.get(c),
                        train[c],
                        validation[c],
                        test[c],
                        100.0 * train[c] / largest))
            .toList();
    List<ImageFacts> facts = ImageFacts.of(input.data().train(), LOOKED_AT_MAX);
    return new DataView(
        rows,
        row("all", sum(train), sum(validation), sum(test), 0),
        sizes(facts, svg),
        sizesText(facts, input.data().train().size()),
        examples(input.data().train(), labels, thumbnails),
        variants(input.data().train(), input.augmentation(), thumbnails));
  }

  /** How many images of each class a set has. */
  static int[] counts(ImageSet images, int classes) {
    int[] counts = new int[classes];
    for (int i = 0; i < images.size(); i++) {
      counts[images.label(i)]++;
    }
    return counts;
  }

  private static int sum(int[] counts) {
    return Arrays.stream(counts).sum();
  }

  private static Row row(String label, int train, int validation, int test, double share) {
    return new Row(
        label,
        Format.count(train),
        Format.count(validation),
        Format.count(test),
        Format.of("%.1f", share));
  }

  private static String sizesText(List<ImageFacts> facts, int images) {
    if (facts.isEmpty()) {
      return "No training image could be looked at.";
    }
    String looked = facts.size() == images ? "" : Format.of(" (%,d were looked at)", facts.size());
    long sizes = facts.stream().map(ImageFacts::size).distinct().count();
    if (sizes == 1) {
      return "All training images are " + facts.get(0).size() + " pixels" + looked + ".";
    }
    int[] longer = facts.stream().mapToInt(DataView::longerSide).sorted().toArray();
    return Format.of(
        "The training images have %,d sizes%s; their longer side is %,d to %,d pixels, half of"
            + " them have at most %,d.",
        sizes, looked, longer[0], longer[longer.length - 1], longer[longer.length / 2]);
  }

  private static int longerSide(ImageFacts facts) {
    return Math.max(facts.width(), facts.height());
  }

  private static @Nullable String sizes(List<ImageFacts> facts, Svg svg) {
    int[] longer = facts.stream().mapToInt(DataView::longerSide).sorted().toArray();
    if (longer.length == 0 || longer[0] == longer[longer.length - 1]) {
      return null;
    }
    int from = longer[0];
    double width = (longer[longer.length - 1] - from) / (double) BARS;
    int[] images = new int[BARS];
    for (int side : longer) {
      images[Math.min(BARS - 1, (int) ((side - from) / width))]++;
    }
    List<Charts.Bar> bars = new ArrayList<>();
    for (int i = 0; i < BARS; i++) {
      bars.add(new Charts.Bar(from + i * width, from + (i + 1) * width, images[i]));
    }
    return svg.of(
        Charts.bars("longer side (pixels)", "training images", bars, null),
        440,
        220,
        "Training images by the length of their longer side");
  }

  private static List<Examples> examples(
      ImageSet train, List<String> labels, Thumbnails thumbnails) {
    int each = Math.max(1, Math.min(EXAMPLES_OF_CLASS_MAX, EXAMPLES_MAX / labels.size()));
    int shown = Math.min(labels.size(), EXAMPLES_MAX);
    List<List<Picture>> pictures = new ArrayList<>();
    IntStream.range(0, shown).forEach(c -> pictures.add(new ArrayList<>()));
    int missing = shown * each;
    for (int i = 0; i < train.size() && missing > 0; i++) {
      int label = train.label(i);
      if (label < shown && pictures.get(label).size() < each) {
        Picture picture = thumbnails.of(train, i, "", train.name(i));
        if (picture != null) {
          pictures.get(label).add(picture);
          missing--;
        }
      }
    }
    return IntStream.range(0, shown)
        .mapToObj(c -> new Examples(labels.get(c), pictures.get(c)))
        .toList();
  }

  private static List<Variants> variants(
      ImageSet train, @Nullable Augmentation augmentation, Thumbnails thumbnails) {
    List<Variants> all = new ArrayList<>();
    if (augmentation == null || augmentation.leavesPixels()) {
      return all;
    }
    Augmenter augmenter = new Augmenter(augmentation);
    SplittableRandom random = new SplittableRandom(SEED);
    int n = Math.min(VARIED_MAX, train.size());
    for (int k = 0; k < n; k++) {
      int image = (int) ((long) k * train.size() / n);
      List<Picture> pictures = new ArrayList<>();
      for (int v = 0; v < VARIANTS; v++) {
        Picture picture = varied(train, image, augmenter, random, thumbnails);
        if (picture != null) {
          pictures.add(picture);
        }
      }
      all.add(new Variants(thumbnails.of(train, image, "", train.name(image)), pictures));
    }
    return all;
  }

  private static @Nullable Picture varied(
      ImageSet train, int i, Augmenter augmenter, SplittableRandom random, Thumbnails thumbnails) {
    Mat pixels;
    try {
      pixels = train.pixels(i);
    } catch (DataException e) {
      return null;
    }
    try {
      augmenter.apply(pixels, random);
      return thumbnails.of(pixels, "", train.name(i) + ", varied");
    } finally {
      pixels.release();
    }
  }
}
