package dev.serin.gateway.client;

import io.vertx.core.json.JsonObject;
import java.util.Optional;

/**
 * What a server answered.
 *
 * @param text the body as it came
 * @param body the same, read
 * @param retryAfter seconds to wait before another try, where the server said so
 */
record Answer(int status, String text, JsonObject body, Optional<String> retryAfter) {
  boolean isOk() {
    return status / 100 == 2;
  }

  /** What the problem's kind is called, or an empty text. */
  String code() {
    return new Facts(body).text("code");
  }

  /** One sentence about an answer that is not as wished. */
  String refusal() {
    Facts facts = new Facts(body);
    return "The server answers %d: %s (%s)."
        .formatted(status, facts.text("title"), facts.text("detail"));
  }
}
