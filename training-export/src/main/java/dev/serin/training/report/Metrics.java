package dev.serin.training.report;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import dev.serin.training.report.stats.Calibration;
import dev.serin.training.report.stats.Confusion;
import dev.serin.training.report.stats.F1Intervals;
import dev.serin.training.report.stats.Interval;
import dev.serin.training.report.stats.Proportion;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a network's answers for the test images are worth. The same answers give the same metrics.
 *
 * @param accuracy share of the images that are given their class
 * @param top5 share whose class is among the five most probable; null below ten classes
 * @param largestClass share of the most frequent class: what always naming it would reach
 * @param balancedAccuracy mean recall of the classes
 * @param macroF1 mean F1 of the classes that have test images
 * @param macroF1Interval by a seeded bootstrap
 * @param calibration of the probabilities as they are
 * @param temperature fitted on the validation images; null where there were none
 * @param calibrated calibration after division by the temperature; null likewise
 * @param classes in the order of the labels
 * @param mostConfused pairs of classes, most frequent first
 * @param slices of the test images
 */
public record Metrics(
    Proportion accuracy,
    @Nullable Proportion top5,
    double largestClass,
    double balancedAccuracy,
    double macroF1,
    Interval macroF1Interval,
    Calibration calibration,
    @Nullable Double temperature,
    @Nullable Calibration calibrated,
    List<ClassMetrics> classes,
    List<Confusion.Pair> mostConfused,
    List<SliceMetrics> slices) {

  /** Seed of what is drawn; fixed, so that two runs differ by their answers only. */
  static final long SEED = 1;

  /** Images that are looked at for slices: more would cost minutes, and show little more. */
  static final int LOOKED_AT_MAX = 5000;

  private static final int TOP_FIVE_CLASSES_MIN = 10;
  private static final int PAIRS_MAX = 25;

  public Metrics {
    classes = List.copyOf(classes);
    mostConfused = List.copyOf(mostConfused);
    slices = List.copyOf(slices);
  }

  /**
   * @param test answers for the test images; one at least
   * @param validation answers to fit a temperature on; null or none leave it out
   * @param trainCounts how many training images each class has
   * @param slices of the test images, beside those that are found here
   */
  public static Metrics of(
      Answers test, @Nullable Answers validation, int[] trainCounts, List<NamedSlice> slices) {
    if (test.size() == 0) {
      throw new IllegalArgumentException("there are no test images to measure");
    }
    int[] predicted = test.predicted();
    Confusion confusion = new Confusion(test.truth(), predicted, test.classes());
    F1Intervals f1 = F1Intervals.of(test.truth(), predicted, test.classes(), SEED);
    Double temperature =
        validation == null || validation.size() == 0 ? null : Temperature.fit(validation);
    return new Metrics(
        Proportion.of(confusion.correct(), test.size()),
        top5(test),
        largestClass(confusion),
        confusion.balancedAccuracy(),
        confusion.meanF1(),
        f1.ofMean(),
        calibration(test, 1),
        temperature,
        temperature == null ? null : calibration(test, temperature),
        classes(test.labels(), confusion, f1, trainCounts),
        confusion.mostConfused(PAIRS_MAX),
        Slices.of(test, ImageFacts.of(test.images(), LOOKED_AT_MAX), trainCounts, slices));
  }

  /** The temperature where there is one, else 1. */
  public double temperatureOrOne() {
    return temperature == null ? 1 : temperature;
  }

  private static Calibration calibration(Answers test, double temperature) {
    return Calibration.of(test.logits(), test.truth(), test.classes(), temperature, SEED);
  }

  private static @Nullable Proportion top5(Answers test) {
    if (test.classes() < TOP_FIVE_CLASSES_MIN) {
      return null;
    }
    int count = 0;
    for (int i = 0; i < test.size(); i++) {
      count += test.among(i, 5) ? 1 : 0;
    }
    return Proportion.of(count, test.size());
  }

  private static double largestClass(Confusion confusion) {
    int largest = 0;
    for (int c = 0; c < confusion.classes(); c++) {
      largest = Math.max(largest, confusion.truth(c));
    }
    return (double) largest / confusion.images();
  }

  private static List<ClassMetrics> classes(
      List<String> labels, Confusion confusion, F1Intervals f1, int[] trainCounts) {
    List<ClassMetrics> classes = new ArrayList<>();
    for (int c = 0; c < labels.size(); c++) {
      classes.add(
          new ClassMetrics(
              labels.get(c),
              trainCounts[c],
              confusion.precision(c),
              confusion.recall(c),
              confusion.f1(c),
              f1.ofClass(c)));
    }
    return classes;
  }

  /** Writes records as JSON; what is no number becomes null, which every reader knows. */
  static ObjectMapper mapper() {
    SimpleModule numbers = new SimpleModule();
    numbers.addSerializer(Double.class, new FiniteOrNull());
    numbers.addSerializer(double.class, new FiniteOrNull());
    return new ObjectMapper().registerModule(numbers).enable(SerializationFeature.INDENT_OUTPUT);
  }

  private static final class FiniteOrNull extends StdSerializer<Double> {
    private static final long serialVersionUID = 1;

    FiniteOrNull() {
      super(Double.class);
    }

    @Override
    public void serialize(Double value, JsonGenerator json, SerializerProvider provider)
        throws IOException {
      if (Double.isFinite(value)) {
        json.writeNumber(value);
      } else {
        json.writeNull();
      }
    }
  }
}
