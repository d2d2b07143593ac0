package dev.serin.worker.model;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names of models and versions: folder names, parts of URLs and header values at once. */
public final class Names {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
  private static final Pattern PART = Pattern.compile("\\d+|\\D+");

  /** Runs of digits by their value ("2" before "10"), everything else by its text. */
  public static final Comparator<String> NATURAL = Names::compare;

  private Names() {}

  /** Whether {@code name} is 1 to 64 letters, digits, dots, underscores and dashes, and no path. */
  static boolean isPlain(String name) {
    return PLAIN.matcher(name).matches();
  }

  private static int compare(String a, String b) {
    Matcher partsOfA = PART.matcher(a);
    Matcher partsOfB = PART.matcher(b);
    while (partsOfA.find() && partsOfB.find()) {
      int order = comparePart(partsOfA.group(), partsOfB.group());
      if (order != 0) {
        return order;
      }
    }
    // Equal so far: the shorter one first, and "01" is not "1".
    int byLength = Integer.compare(a.length(), b.length());
    return byLength != 0 ? byLength : a.compareTo(b);
  }

  private static int comparePart(String a, String b) {
    boolean numbers = Character.isDigit(a.charAt(0)) && Character.isDigit(b.charAt(0));
    return numbers
        ? new java.math.BigInteger(a).compareTo(new java.math.BigInteger(b))
        : a.compareTo(b);
  }
}
