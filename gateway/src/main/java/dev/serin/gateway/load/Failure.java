package dev.serin.gateway.load;

/** Why a request has no answer. */
enum Failure {
  TIMEOUT("no answer in time"),
  CONNECT("no connection"),
  CLOSED("connection closed"),
  MALFORMED("answer is no HTTP");

  private final String text;

  Failure(String text) {
    this.text = text;
  }

  String text() {
    return text;
  }
}
