package dev.serin.gateway.client;

import java.net.URI;

/** Says what the server refused, and what to do now. */
final class Refusal {
  private Refusal() {}

  static ClientException of(Answer answer, Token token, URI url) {
    String message = answer.refusal() + advice(answer, token, url);
    return answer.status() == 429 || answer.status() >= 500
        ? ClientException.busy(message)
        : new ClientException(message, null);
  }

  private static String advice(Answer answer, Token token, URI url) {
    if (answer.code().matches("unknown-prediction|unknown-label|feedback-full")) {
      // The server has said it all: the rest here is about rollouts.
      return "";
    }
    return switch (answer.status()) {
      case 401, 403 ->
          """

          The token came from %s. The server keeps its own in management.token, in its data folder,
          if its settings name none; give it with --token-file, --token or %s."""
              .formatted(token.source(), Token.VARIABLE);
      case 404 ->
          answer.code().equals("not-found")
              ? "\nIs %s the management port of this server (by default 8081)?".formatted(url)
              : "\n./serin rollout list shows the rollouts there are.";
      case 409 ->
          answer.code().equals("unproven")
              ? "\n./serin rollout explain says what is missing; --force --reason 'why' promotes all the same."
              : "\n./serin rollout status shows where it stands.";
      case 422 -> "\nCorrect the plan; ./serin rollout plan -f FILE tries it without starting it.";
      case 429, 503 ->
          "\nTry again"
              + answer.retryAfter().map(s -> " in " + s + " s").orElse(" in a moment")
              + "; what the rollout did so far is kept.";
      case 500 -> "\nThe cause is in the server's log.";
      default -> "";
    };
  }
}
