package dev.serin.gateway.cdn;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads {@code Range} (RFC 9110 section 14). What is malformed, of another unit or of more than
 * {@value #RANGES_MAX} ranges is as if it were not there, which the RFC allows: whoever asks for so
 * many small pieces gets the whole.
 */
final class RangeHeader {
  static final int RANGES_MAX = 16;

  private static final String UNIT = "bytes=";

  /** A number of more digits is beyond the end of anything. */
  private static final int DIGITS_MAX = 18;

  private RangeHeader() {}

  /**
   * The parts that {@code header} asks for, in its order. Those that overlap or touch are joined,
   * so together they are never more than the whole.
   *
   * @param size bytes of the representation, at least 1
   * @return nothing where the header is to be ignored; no part where none can be given
   */
  static Optional<List<ByteRange>> read(String header, int size) {
    if (!header.regionMatches(true, 0, UNIT, 0, UNIT.length())) {
      return Optional.empty();
    }
    List<ByteRange> ranges = new ArrayList<>();
    int specs = 0;
    for (String element : header.substring(UNIT.length()).split(",", -1)) {
      String spec = strip(element);
      if (spec.isEmpty()) {
        continue;
      }
      specs++;
      if (specs > RANGES_MAX || !add(spec, size, ranges)) {
        return Optional.empty();
      }
    }
    return specs == 0 ? Optional.empty() : Optional.of(ranges);
  }

  /** Adds the range, unless it is beyond the end. False where {@code spec} is no range at all. */
  private static boolean add(String spec, int size, List<ByteRange> ranges) {
    int dash = spec.indexOf('-');
    if (dash < 0) {
      return false;
    }
    long left = number(spec, 0, dash);
    long right = number(spec, dash + 1, spec.length());
    boolean suffix = dash == 0;
    boolean open = dash == spec.length() - 1;
    if ((left < 0 && !suffix) || (right < 0 && !open) || (suffix && open)) {
      return false;
    }
    if (!suffix && !open && right < left) {
      return false;
    }
    long first = suffix ? Math.max(0, size - right) : left;
    long last = suffix || open ? size - 1 : Math.min(right, size - 1);
    if (first <= last) {
      join(new ByteRange((int) first, (int) last), ranges);
    }
    return true;
  }

  /** Puts {@code range} in the place of the first one that it meets, with all that it meets. */
  private static void join(ByteRange range, List<ByteRange> ranges) {
    ByteRange joined = range;
    int place = ranges.size();
    boolean grown = true;
    while (grown) {
      grown = false;
      for (int i = ranges.size() - 1; i >= 0; i--) {
        if (ranges.get(i).meets(joined)) {
          joined = joined.join(ranges.remove(i));
          place = Math.min(place, i);
          grown = true;
        }
      }
    }
    ranges.add(Math.min(place, ranges.size()), joined);
  }

  /** A number of at most {@value #DIGITS_MAX} digits; more are a very large one; else -1. */
  private static long number(String text, int from, int to) {
    long number = from == to ? -1 : 0;
    for (int i = from; i < to; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      number = i - from < DIGITS_MAX ? number * 10 + digit : Long.MAX_VALUE / 2;
    }
    return number;
  }

  /** Without the spaces and tabs that lists may have around their elements. */
  private static String strip(String text) {
    int from = 0;
    int to = text.length();
    while (from < to && isSpace(text.charAt(from))) {
      from++;
    }
    while (to > from && isSpace(text.charAt(to - 1))) {
      to--;
    }
    return text.substring(from, to);
  }

  private static boolean isSpace(char c) {
    return c == ' ' || c == '\t';
  }
}
