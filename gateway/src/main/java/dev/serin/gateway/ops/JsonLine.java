package dev.serin.gateway.ops;

/** One flat JSON object, as text in one line. Mutable, until its {@link #end}. */
final class JsonLine {
  private static final int USUAL_LENGTH = 400;

  private final StringBuilder text = new StringBuilder(USUAL_LENGTH).append('{');

  JsonLine add(String key, String value) {
    key(key).append('"');
    if (isPlain(value)) {
      text.append(value);
    } else {
      addEscaped(value);
    }
    text.append('"');
    return this;
  }

  private static boolean isPlain(String value) {
    for (int i = 0; i < value.length(); i++) {
      if (!isPlain(value.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isPlain(char c) {
    return c >= ' ' && c <= '~' && c != '"' && c != '\\';
  }

  private void addEscaped(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (isPlain(c)) {
        text.append(c);
      } else {
        text.append(String.format("\\u%04x", (int) c));
      }
    }
  }

  JsonLine add(String key, long value) {
    key(key).append(value);
    return this;
  }

  /** Milliseconds with three digits behind the point. */
  JsonLine addMillis(String key, long micros) {
    long rest = micros % 1_000;
    key(key)
        .append(micros / 1_000)
        .append(rest < 10 ? ".00" : rest < 100 ? ".0" : ".")
        .append(rest);
    return this;
  }

  private StringBuilder key(String key) {
    return text.append(text.length() == 1 ? "\"" : ",\"").append(key).append("\":");
  }

  /** The whole object; nothing can be added to it any more. */
  String end() {
    return text.append('}').toString();
  }
}
