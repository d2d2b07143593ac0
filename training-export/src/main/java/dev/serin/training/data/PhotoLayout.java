package dev.serin.training.data;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads labels and splits off the folders that photos lie in: {@code class/photo.jpg}, or {@code
 * train/class/photo.jpg} beside {@code validation} and {@code test}. Folders above these that all
 * photos share are passed by, those below the class do not matter.
 */
final class PhotoLayout {
  private final int depth;
  private final boolean splits;

  private PhotoLayout(int depth, boolean splits) {
    this.depth = depth;
    this.splits = splits;
  }

  /** What a name says of a photo. */
  record Place(String label, @Nullable Split split) {}

  /**
   * @param names at least one, divided by slashes
   * @throws DataException where they lie in another way
   */
  static PhotoLayout of(Collection<String> names) {
    List<String[]> paths = new ArrayList<>(names.size());
    names.forEach(name -> paths.add(name.split("/")));
    int depth = shared(paths);
    TreeSet<String> parts = new TreeSet<>();
    TreeSet<String> others = new TreeSet<>();
    for (String[] path : paths) {
      if (path.length > depth + 1) {
        (Split.named(path[depth]).isPresent() ? parts : others).add(path[depth]);
      }
    }
    if (!parts.isEmpty() && !others.isEmpty()) {
      throw new DataException(
          "folder %s lies beside folder %s: either all folders are parts (train, validation, test)"
                  .formatted(parts.first(), others.first())
              + " or all are classes; a list (CSV) can say it where a class has such a name");
    }
    PhotoLayout layout = new PhotoLayout(depth, !parts.isEmpty());
    layout.check(names, paths);
    return layout;
  }

  Place place(String name) {
    String[] path = name.split("/");
    return splits
        ? new Place(path[depth + 1], Split.named(path[depth]).orElseThrow())
        : new Place(path[depth], null);
  }

  /** How many folders from the top all photos share that are neither part nor class. */
  private static int shared(List<String[]> paths) {
    String[] first = paths.get(0);
    int depth = 0;
    while (allShare(paths, first, depth)) {
      depth++;
    }
    return depth;
  }

  private static boolean allShare(List<String[]> paths, String[] first, int depth) {
    Optional<Split> part = Split.named(first[Math.min(depth, first.length - 1)]);
    return part.isEmpty()
        && paths.stream().allMatch(p -> p.length >= depth + 3 && p[depth].equals(first[depth]));
  }

  private void check(Collection<String> names, List<String[]> paths) {
    int least = depth + (splits ? 3 : 2);
    long astray = paths.stream().filter(p -> p.length < least).count();
    if (astray > 0) {
      String example = names.stream().filter(n -> n.split("/").length < least).findFirst().get();
      throw new DataException(
          "%,d of %,d photos lie in no folder of a class, such as %s; expected %s"
              .formatted(
                  astray,
                  paths.size(),
                  example,
                  splits ? "train/CLASS/photo.jpg" : "CLASS/photo.jpg"));
    }
  }
}
