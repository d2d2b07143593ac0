package dev.serin.training.validate;

import dev.serin.training.data.Parallel;
import dev.serin.training.data.Photo;
import dev.serin.training.data.PhotoLimits;
import dev.serin.training.data.PhotoSource;
import dev.serin.training.data.PhotosConfig;
import dev.serin.training.data.SplitByDigest;
import dev.serin.worker.image.ImageDecoder;
import dev.serin.worker.image.InputSpec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * Looks a set of photos over. Holds one decoded photo for each thread, and of each photo seen about
 * 3 KB.
 */
final class Validator {
  private final Thresholds thresholds;
  private final Measurer measurer;
  private final int threads;

  /**
   * @param threads that work at one time
   */
  Validator(Thresholds thresholds, PhotoFeatures features, int threads) {
    this.thresholds = thresholds;
    this.measurer =
        new Measurer(
            new ImageDecoder(PhotoLimits.DEFAULT.pixels()), InputSpec.Orient.EXIF, features);
    this.threads = threads;
  }

  /**
   * @param shares how the photos that have no split would be split
   * @param done hears how many photos were looked at, from several threads
   */
  Validation validate(PhotoSource source, PhotosConfig.Shares shares, IntConsumer done) {
    List<Photo> photos = source.photos();
    SplitByDigest rule = SplitByDigest.of(shares, photos);
    AtomicInteger looked = new AtomicInteger();
    List<Subject> subjects =
        Parallel.map(
            photos.size(),
            threads,
            i -> {
              Photo photo = photos.get(i);
              Measure measure = measurer.measure(photo);
              done.accept(looked.incrementAndGet());
              return new Subject(photo, rule.split(photo.split(), measure.digest()), measure);
            });
    List<Finding> findings =
        new ArrayList<>(
            new PhotoChecks(thresholds).findings(subjects.stream().map(Subject::measure).toList()));
    List<Integer> usable = usable(subjects, findings);
    LabelChecks labels = new LabelChecks(thresholds, threads);
    LabelChecks.Result result = labels.labels(subjects, usable);
    findings.addAll(new DuplicateChecks(thresholds, threads).findings(subjects));
    findings.addAll(new ClassChecks(thresholds).findings(subjects));
    findings.addAll(result.findings());
    findings.sort(
        Comparator.comparing(Finding::check)
            .thenComparing(Finding::severity)
            .thenComparing(f -> f.photos().isEmpty() ? -1 : f.photos().get(0)));
    return new Validation(
        source.description(),
        source.ignored(),
        subjects,
        List.copyOf(findings),
        thresholds,
        result.separable());
  }

  /** What is broken, dark or blank shows nothing of its class. */
  private static List<Integer> usable(List<Subject> subjects, List<Finding> findings) {
    Set<Integer> bad = new HashSet<>();
    findings.forEach(f -> bad.addAll(f.photos()));
    return IntStream.range(0, subjects.size())
        .filter(i -> !bad.contains(i) && subjects.get(i).measure().look() != null)
        .boxed()
        .toList();
  }
}
