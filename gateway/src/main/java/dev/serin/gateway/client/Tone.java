package dev.serin.gateway.client;

/** What a piece of text means to its reader; colours repeat what the words say. */
enum Tone {
  PLAIN(""),
  STRONG("1"),
  DIM("2"),
  GOOD("32"),
  CAUTION("33"),
  BAD("31");

  private final String code;

  Tone(String code) {
    this.code = code;
  }

  /** The text as a terminal shows it in this tone (ECMA-48, SGR). */
  String paint(String text) {
    return code.isEmpty() || text.isEmpty() ? text : "\033[" + code + "m" + text + "\033[0m";
  }
}
