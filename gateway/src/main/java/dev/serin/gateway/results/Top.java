package dev.serin.gateway.results;

import static dev.serin.gateway.error.ProblemCode.BAD_PARAMETER;

import dev.serin.gateway.error.Problem;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;

/**
 * How many labels an answer has: {@code ?top=}.
 *
 * @param standard where the caller names no number
 * @param max most that a caller may ask for
 */
public record Top(int standard, int max) {
  /**
   * @throws dev.serin.gateway.error.ProblemException where it is no number from 1 to the most
   */
  public int read(HttpServerRequest request) {
    // Most have no query, and need not be parsed.
    List<String> values = request.query() == null ? List.of() : request.params().getAll("top");
    if (values.isEmpty()) {
      return standard;
    }
    String value = values.get(0);
    // Nine digits cannot overflow; a sign or a letter is no digit.
    if (values.size() == 1 && value.matches("[0-9]{1,9}")) {
      int top = Integer.parseInt(value);
      if (top >= 1 && top <= max) {
        return top;
      }
    }
    throw new Problem(BAD_PARAMETER, "top must be a whole number from 1 to " + max).exception();
  }
}
