package dev.serin.gateway.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Finds the known words that somebody probably meant. */
public final class Nearest {
  /** Nobody types longer words; one would only cost time. */
  private static final int LENGTH_MAX = 64;

  private record Near(String word, int edits) {}

  private Nearest() {}

  /** The known word with the fewest edits from {@code word}, if they are at most half of it. */
  public static Optional<String> to(String word, Collection<String> known) {
    return some(word, known, 1).stream().findFirst();
  }

  /**
   * Known words that are at most half of {@code word} away, nearest first.
   *
   * @param most how many of them at most
   */
  public static List<String> some(String word, Collection<String> known, int most) {
    if (word.length() > LENGTH_MAX) {
      return List.of();
    }
    int editsMax = Math.max(2, word.length() / 2);
    return known.stream()
        // A difference in length takes as many edits.
        .filter(k -> Math.abs(k.length() - word.length()) <= editsMax)
        .map(k -> new Near(k, edits(word, k)))
        .filter(near -> near.edits() <= editsMax)
        .sorted(Comparator.comparingInt(Near::edits))
        .limit(most)
        .map(Near::word)
        .toList();
  }

  /** Levenshtein distance, one row at a time. */
  private static int edits(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substitution = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substitution, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
