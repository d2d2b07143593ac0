package dev.serin.gateway.cdn;

import java.util.List;

/** Lists of entity tags, as {@code If-Match} and {@code If-None-Match} bring them (RFC 9110). */
final class EntityTags {
  private EntityTags() {}

  /** Whether one of {@code lines} names {@code tag}, or is {@code *}. Weak tags count as strong. */
  static boolean weakly(List<String> lines, String tag) {
    return any(lines, tag, true);
  }

  /** The same, but a weak tag is equal to none. */
  static boolean strongly(List<String> lines, String tag) {
    return any(lines, tag, false);
  }

  private static boolean any(List<String> lines, String tag, boolean weakToo) {
    for (String line : lines) {
      if (line.strip().equals("*") || names(line, tag, weakToo)) {
        return true;
      }
    }
    return false;
  }

  /** A tag may hold commas, so the quotes count. What comes after a mistake is not looked at. */
  private static boolean names(String line, String tag, boolean weakToo) {
    int at = 0;
    while (at < line.length()) {
      char c = line.charAt(at);
      if (c == ' ' || c == '\t' || c == ',') {
        at++;
        continue;
      }
      boolean weak = line.startsWith("W/\"", at);
      int open = weak ? at + 2 : at;
      int close = line.charAt(open) == '"' ? line.indexOf('"', open + 1) : -1;
      if (close < 0) {
        return false;
      }
      if ((weakToo || !weak) && close + 1 - open == tag.length() && line.startsWith(tag, open)) {
        return true;
      }
      at = close + 1;
    }
    return false;
  }
}
