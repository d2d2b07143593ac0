package dev.serin.worker.image;

/** An image that is refused. The message says why, in words fit for the one who sent it. */
public final class ImageException extends Exception {
  private static final long serialVersionUID = 1L;

  /** What is wrong with the image. */
  public enum Reason {
    /** Not a format that Serin reads. */
    UNSUPPORTED_FORMAT,
    /** A format that Serin reads, but a damaged file. */
    UNDECODABLE,
    /** Larger than the limit. */
    TOO_MANY_PIXELS
  }

  private final Reason reason;

  ImageException(Reason reason, String message) {
    super(message, null, false, false);
    this.reason = reason;
  }

  static ImageException undecodable(ImageFormat format, String what) {
    return new ImageException(Reason.UNDECODABLE, "damaged " + format.label() + " file: " + what);
  }

  public Reason reason() {
    return reason;
  }
}
