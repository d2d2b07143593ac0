package dev.serin.gateway.rollout.observe;

import dev.serin.gateway.error.Problem;
import dev.serin.gateway.upload.Outcome;
import org.jspecify.annotations.Nullable;

/** Whose doing an outcome is. */
final class Outcomes {
  private Outcomes() {}

  /** Whether the version had its say: it answered, or is to blame that there is no answer. */
  static boolean isExecuted(Outcome outcome) {
    return outcome.answer() != null || isError(outcome);
  }

  /** Whether the version, or the server that ran it, is to blame. */
  static boolean isError(Outcome outcome) {
    return isFault(outcome.problem());
  }

  private static boolean isFault(@Nullable Problem problem) {
    if (problem == null) {
      return false;
    }
    return switch (problem.code()) {
      case INTERNAL, DEADLINE_EXCEEDED -> true;
      // Not the version's: shed load, a server that closes, a caller who left, a bad image.
      default -> false;
    };
  }
}
