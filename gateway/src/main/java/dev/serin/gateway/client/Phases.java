package dev.serin.gateway.client;

/** What the phases of a rollout mean to its reader. */
final class Phases {
  private Phases() {}

  static boolean isFinal(String phase) {
    return phase.equals("promoted") || phase.equals("aborted");
  }

  static Tone tone(String phase) {
    return switch (phase) {
      case "promoted" -> Tone.GOOD;
      case "aborted" -> Tone.BAD;
      case "holding", "paused" -> Tone.CAUTION;
      default -> Tone.STRONG;
    };
  }
}
