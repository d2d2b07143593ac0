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
  private final boolean incomplete;

  ImageException(Reason reason, String message) {
    this(reason, message, false);
  }

  private ImageException(Reason reason, String message, boolean incomplete) {
    super(message, null, false, false);
    this.reason = reason;
    this.incomplete = incomplete;
  }

  static ImageException undecodable(ImageFormat format, String what) {
    return undecodable(format, what, false);
  }

  /** Undecodable because the file ends early, or because a part of its pixels is damaged. */
  static ImageException incomplete(ImageFormat format, String what) {
    return undecodable(format, what, true);
  }

  private static ImageException undecodable(ImageFormat format, String what, boolean incomplete) {
    return new ImageException(
        Reason.UNDECODABLE, "damaged " + format.label() + " file: " + what, incomplete);
  }

  public Reason reason() {
    return reason;
  }

  /** Whether the file was an image, of which a part is missing or damaged. */
  public boolean incomplete() {
    return incomplete;
  }
}
