package dev.serin.gateway.ops;

/** One flat JSON object, as text in one line. Mutable. */
final class JsonLine {
  private static final int USUAL_LENGTH = 400;

  private final StringBuilder text = new StringBuilder(USUAL_LENGTH).append('{');

  JsonLine add(String key, String value) {
    key(key).append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\') {
        text.append('\\').append(c);
      } else if (c < ' ' || c > '~') {
        text.append(String.format("\\u%04x", (int) c));
      } else {
        text.append(c);
      }
    }
    text.append('"');
    return this;
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
    if (text.length() > 1) {
      text.append(',');
    }
    return text.append('"').append(key).append("\":");
  }

  @Override
  public String toString() {
    return text + "}";
  }
}
