package dev.serin.gateway.upload;

import static dev.serin.gateway.error.ProblemCode.BAD_PARAMETER;

import dev.serin.gateway.error.Problem;
import dev.serin.gateway.results.Top;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What the headers and the query of a classify request ask for.
 *
 * @param top labels for each image
 * @param pin a version, {@code stable} or {@code canary}; null where any will do
 * @param unit user or session that stays on one side of a split; null where there is none
 * @param deadline from the body's last byte to the answer
 */
record ClassifyParameters(int top, @Nullable String pin, @Nullable String unit, Duration deadline) {
  private static final int UNIT_LENGTH_MAX = 256;

  /**
   * @throws dev.serin.gateway.error.ProblemException where one of them is not allowed
   */
  static ClassifyParameters read(
      HttpServerRequest request, Top top, Duration deadline, Duration deadlineMax) {
    String unit = request.getHeader("Serin-Unit");
    if (unit != null && (unit.isBlank() || unit.length() > UNIT_LENGTH_MAX)) {
      throw bad("Serin-Unit must have 1 to " + UNIT_LENGTH_MAX + " characters");
    }
    String timeout = request.getHeader("Serin-Timeout-Ms");
    return new ClassifyParameters(
        top.read(request),
        request.getHeader("Serin-Model-Version"),
        unit,
        timeout == null ? deadline : timeout(timeout, deadlineMax));
  }

  private static Duration timeout(String value, Duration max) {
    if (value.matches("[0-9]{1,9}")) {
      Duration timeout = Duration.ofMillis(Integer.parseInt(value));
      if (!timeout.isZero() && timeout.compareTo(max) <= 0) {
        return timeout;
      }
    }
    throw bad("Serin-Timeout-Ms must be a whole number from 1 to " + max.toMillis());
  }

  private static RuntimeException bad(String detail) {
    return new Problem(BAD_PARAMETER, detail).exception();
  }
}
