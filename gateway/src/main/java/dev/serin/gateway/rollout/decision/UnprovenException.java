package dev.serin.gateway.rollout.decision;

import java.util.List;

/** A promotion that nothing has proven harmless. Its message may be shown. */
public final class UnprovenException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnprovenException(List<String> objections) {
    super(String.join(", ", objections));
  }
}
