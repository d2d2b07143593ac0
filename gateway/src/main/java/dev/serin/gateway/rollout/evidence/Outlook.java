package dev.serin.gateway.rollout.evidence;

/**
 * What a guard would read from counts that are expected, and not seen yet. Expected counts are no
 * whole numbers: so they are given as a tally of some multiple of them, with its scale.
 */
public final class Outlook {
  private final SignalReader reader;

  public Outlook(Signal signal, Guard guard) {
    reader = new SignalReader(signal, guard);
  }

  /**
   * Whether the expected counts prove that there is no harm.
   *
   * @param scale what each count is multiplied by
   */
  public boolean proves(Tally expected, double scale) {
    return reader.proves(expected, scale);
  }

  /** How many samples they are, in the guard's own sense. */
  public double samples(Tally expected, double scale) {
    return reader.samples(expected) * scale;
  }
}
