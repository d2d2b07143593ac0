package dev.serin.training.report.html;

import dev.serin.training.report.Answers;
import dev.serin.training.report.html.Thumbnails.Picture;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The wrong answers that the network was surest of: often a wrong label, or a gap in the data. */
record MistakesView(List<Picture> pictures, String mistakes) {
  private static final int PICTURES_MAX = 24;

  static MistakesView of(Answers test, double temperature, Thumbnails thumbnails) {
    record Mistake(int image, double confidence) {}
    List<Mistake> wrong =
        IntStream.range(0, test.size())
            .filter(i -> !test.right(i))
            .mapToObj(i -> new Mistake(i, test.confidence(i, temperature)))
            .sorted(Comparator.comparingDouble(Mistake::confidence).reversed())
            .toList();
    List<Picture> pictures =
        wrong.stream()
            .limit(PICTURES_MAX)
            .flatMap(m -> picture(test, m.image(), m.confidence(), thumbnails))
            .toList();
    return new MistakesView(pictures, Format.count(wrong.size()));
  }

  private static Stream<Picture> picture(
      Answers test, int i, double confidence, Thumbnails thumbnails) {
    String given = test.labels().get(test.predicted(i));
    String truth = test.labels().get(test.truth()[i]);
    return Stream.ofNullable(
        thumbnails.of(
            test.images(),
            i,
            given + ", " + Format.percent(confidence) + "\nlabelled " + truth,
            test.images().name(i)));
  }
}
