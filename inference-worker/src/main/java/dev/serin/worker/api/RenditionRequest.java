package dev.serin.worker.api;

/**
 * A smaller copy of one image.
 *
 * @param image the file as uploaded
 * @param width most pixels from left to right, at least 1; an image that has fewer keeps them
 * @param quality of JPEG and WebP, 1 to 100
 * @param deadlineNanos {@link System#nanoTime()} after which the copy is worth nothing
 */
public record RenditionRequest(
    EncodedImage image, int width, Format format, int quality, long deadlineNanos) {

  /** What a copy is written as. */
  public enum Format {
    JPEG("image/jpeg"),
    WEBP("image/webp"),
    PNG("image/png");

    private final String mediaType;

    Format(String mediaType) {
      this.mediaType = mediaType;
    }

    public String mediaType() {
      return mediaType;
    }
  }
}
