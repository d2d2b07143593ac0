package dev.serin.training.report.html;

import dev.serin.training.report.Answers;
import dev.serin.training.report.stats.Confusion;
import java.util.ArrayList;
import java.util.List;

/**
 * The confusion matrix, or its largest entries where it has too many classes to be read.
 *
 * @param labels of the columns; empty where there are too many
 * @param rows of the matrix
 * @param pairs most frequent first
 * @param tooMany whether there are too many classes for a matrix
 */
record ConfusionView(List<String> labels, List<Row> rows, List<Pair> pairs, boolean tooMany) {
  private static final int MATRIX_CLASSES_MAX = 25;
  private static final int PAIRS_BESIDE_MATRIX = 8;

  /**
   * @param label of the true class
   */
  record Row(String label, String images, List<Cell> cells) {}

  /**
   * @param weight 0 to 1, how strongly it is coloured
   * @param right whether it is on the diagonal
   * @param strong whether its text needs another colour
   */
  record Cell(
      String count, String share, String weight, boolean right, boolean strong, String title) {}

  record Pair(String truth, String predicted, String count, String share) {}

  static ConfusionView of(Answers test, List<Confusion.Pair> mostConfused) {
    List<String> labels = test.labels();
    boolean tooMany = labels.size() > MATRIX_CLASSES_MAX;
    Confusion confusion = new Confusion(test.truth(), test.predicted(), labels.size());
    List<Row> rows = new ArrayList<>();
    for (int t = 0; t < labels.size() && !tooMany; t++) {
      List<Cell> cells = new ArrayList<>();
      for (int p = 0; p < labels.size(); p++) {
        cells.add(cell(confusion, labels, t, p));
      }
      rows.add(new Row(labels.get(t), Format.count(confusion.truth(t)), cells));
    }
    List<Pair> pairs =
        mostConfused.stream()
            .limit(tooMany ? mostConfused.size() : PAIRS_BESIDE_MATRIX)
            .map(
                p ->
                    new Pair(
                        labels.get(p.truth()),
                        labels.get(p.predicted()),
                        Format.count(p.count()),
                        Format.percent(p.share())))
            .toList();
    return new ConfusionView(tooMany ? List.of() : labels, rows, pairs, tooMany);
  }

  private static Cell cell(Confusion confusion, List<String> labels, int t, int p) {
    int count = confusion.count(t, p);
    double share = confusion.truth(t) == 0 ? 0 : (double) count / confusion.truth(t);
    // Mistakes are few: by the root of their share they can still be told apart.
    double weight = t == p ? share : Math.sqrt(share);
    return new Cell(
        count == 0 ? "·" : Format.count(count),
        count == 0 ? "" : Format.of(share < 0.0995 ? "%.1f" : "%.0f", 100 * share),
        Format.of("%.0f", 90 * weight),
        t == p,
        weight > 0.6,
        Format.of(
            "%s taken for %s: %d (%.1f %%)", labels.get(t), labels.get(p), count, 100 * share));
  }
}
