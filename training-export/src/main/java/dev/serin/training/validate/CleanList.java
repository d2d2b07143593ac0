package dev.serin.training.validate;

import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import dev.serin.training.data.Split;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Lists the photos that can be trained on: all but those that findings of severity error are about.
 * Of copies one stays, the one that measures before the one that trains; near-copies across splits
 * come to one split where the source leaves the choice, else the ones to train on go. Writes the
 * list and nothing else.
 */
final class CleanList {
  private final Validation validation;
  private final Set<Check> alsoDropped;

  /**
   * @param alsoDropped checks whose warnings count as well
   */
  CleanList(Validation validation, Set<Check> alsoDropped) {
    this.validation = validation;
    this.alsoDropped = alsoDropped;
  }

  /** A line of the list; split is where the photo is or comes to. */
  record Row(String path, String label, Split split) {}

  /** The photos that stay, ordered by name. */
  List<Row> rows(UnaryOperator<String> path) {
    Set<Integer> dropped = faulty();
    Map<Integer, Split> moved = new HashMap<>();
    for (Finding finding : validation.findings()) {
      // A copy that goes for a fault of its own is none to keep.
      List<Integer> left = finding.photos().stream().filter(i -> !dropped.contains(i)).toList();
      if (left.size() > 1) {
        switch (finding.check()) {
          case DUPLICATE -> dropped.addAll(butOne(left));
          case LEAK -> mend(left, dropped, moved);
          case NEAR_DUPLICATE -> dropped.addAll(drops(finding) ? butOne(left) : List.of());
          default -> {}
        }
      }
    }
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < validation.subjects().size(); i++) {
      if (!dropped.contains(i)) {
        Subject subject = validation.subjects().get(i);
        rows.add(
            new Row(
                path.apply(subject.name()),
                subject.label(),
                moved.getOrDefault(i, subject.split())));
      }
    }
    return rows;
  }

  /** What goes by itself, whatever copies of it there are. */
  private Set<Integer> faulty() {
    Set<Integer> faulty = new HashSet<>();
    for (Finding finding : validation.findings()) {
      switch (finding.check()) {
        case DUPLICATE, LEAK, NEAR_DUPLICATE -> {}
        default -> faulty.addAll(drops(finding) ? finding.photos() : List.of());
      }
    }
    return faulty;
  }

  private boolean drops(Finding finding) {
    return finding.severity() == Severity.ERROR || alsoDropped.contains(finding.check());
  }

  /**
   * Writes {@code rows} as a list that is read as a source.
   *
   * @throws IOException where it cannot be written
   */
  static void write(Path file, List<Row> rows) throws IOException {
    CsvMapper mapper = new CsvMapper();
    CsvSchema schema =
        CsvSchema.builder().addColumn("path").addColumn("label").addColumn("split").build();
    List<List<String>> lines =
        rows.stream().map(r -> List.of(r.path(), r.label(), r.split().label())).toList();
    Files.writeString(file, mapper.writer(schema.withHeader()).writeValueAsString(lines));
  }

  private List<Integer> butOne(List<Integer> photos) {
    int keep =
        photos.stream()
            .max(Comparator.comparing((Integer i) -> split(i)).thenComparing(i -> -i))
            .orElseThrow();
    return photos.stream().filter(i -> i != keep).toList();
  }

  private void mend(List<Integer> photos, Set<Integer> dropped, Map<Integer, Split> moved) {
    Split measuring = photos.stream().map(this::split).max(Comparator.naturalOrder()).orElseThrow();
    // Where the source puts all of them on one side, their digests alone divided them.
    boolean free =
        photos.stream()
                .map(i -> Optional.ofNullable(validation.subjects().get(i).photo().split()))
                .distinct()
                .count()
            == 1;
    for (int photo : photos) {
      if (free) {
        moved.put(photo, split(photos.get(0)));
      } else if (split(photo) != measuring) {
        dropped.add(photo);
      }
    }
  }

  private Split split(int photo) {
    return validation.subjects().get(photo).split();
  }
}
