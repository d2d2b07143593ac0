package dev.serin.training.net;

/** A network cannot be made. The message names the line of the configuration and the reason. */
public final class NetworkException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int line;

  NetworkException(int line, String message) {
    super("line " + line + ": " + message);
    this.line = line;
  }

  NetworkException(String message) {
    super(message);
    this.line = 0;
  }

  /** Line of the configuration, 1 first; 0 where no line is at fault. */
  public int line() {
    return line;
  }
}
