package dev.serin.worker.api;

import java.util.function.ToLongBiFunction;

/**
 * How busy a worker is: for each version, how long an image that comes now would be under way. A
 * view of the present, cheap enough to be asked for every request.
 */
public final class Load {
  /** Of a worker that has not been heard of: nothing is known, so nothing is refused. */
  public static final Load UNKNOWN = new Load((model, version) -> 0);

  /** An estimate is an average: a quarter more keeps nearly all of those let in on time. */
  private static final int HEADROOM = 4;

  private final ToLongBiFunction<String, String> delays;

  /**
   * @param delays nanoseconds by model and version; thread-safe
   */
  public Load(ToLongBiFunction<String, String> delays) {
    this.delays = delays;
  }

  /**
   * Nanoseconds until an image that comes now would be answered, by measured service times; 0 where
   * none is under way for that version: whoever comes alone is served, however slow the last was,
   * and so the measure mends itself.
   */
  public long delayNanos(String model, String version) {
    return delays.applyAsLong(model, version);
  }

  /** Whether work that takes {@code delayNanos} is safely done within {@code budgetNanos}. */
  public static boolean fits(long delayNanos, long budgetNanos) {
    return delayNanos == 0 || delayNanos + delayNanos / HEADROOM <= budgetNanos;
  }
}
