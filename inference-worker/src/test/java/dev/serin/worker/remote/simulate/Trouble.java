package dev.serin.worker.remote.simulate;

/**
 * What befalls a worker.
 *
 * @param atMs when
 * @param worker its number
 * @param amount how many times slower, or for how many milliseconds
 */
public record Trouble(double atMs, int worker, Kind kind, double amount) {
  /** What it is. */
  public enum Kind {
    /** It takes {@code amount} times as long. */
    SLOW,
    /** It says nothing any more, and nobody is told. */
    CRASH,
    /** It stands still for {@code amount} milliseconds and goes on with what it had. */
    PAUSE,
    /** It answers each request with an error at once. */
    BREAK,
    /** It is not there before; its first images take {@code amount} times as long. */
    JOIN
  }
}
