package dev.serin.gateway.config;

/**
 * Uploaded images kept for their URLs.
 *
 * @param memory bytes
 */
public record ImagesConfig(long memory) {
  static ImagesConfig read(Settings settings) {
    return new ImagesConfig(settings.size("images.memory", 1 << 20, 1L << 40));
  }
}
