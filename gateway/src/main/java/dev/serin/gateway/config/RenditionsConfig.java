package dev.serin.gateway.config;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Smaller copies of uploaded images.
 *
 * @param widths pixels that may be asked for, none where there are no renditions
 * @param formats {@code jpeg}, {@code webp} and {@code png}; the first is the standard
 * @param quality of JPEG and WebP, 1 to 100
 * @param memory bytes of them kept
 * @param threads that make them
 * @param queue renditions that wait to be made
 * @param deadline from the request to the rendition
 */
public record RenditionsConfig(
    List<Integer> widths,
    List<String> formats,
    int quality,
    long memory,
    int threads,
    int queue,
    Duration deadline) {
  private static final int WIDTH_MAX = 16_384;
  private static final Set<String> FORMATS = Set.of("jpeg", "webp", "png");

  static RenditionsConfig read(Settings settings) {
    List<String> formats = settings.list("renditions.formats");
    List<Integer> widths =
        settings.list("renditions.widths").stream().map(RenditionsConfig::width).toList();
    settings.require(
        widths.stream().allMatch(width -> width >= 1 && width <= WIDTH_MAX),
        "renditions.widths must be whole numbers from 1 to " + WIDTH_MAX);
    settings.require(
        FORMATS.containsAll(formats) && (widths.isEmpty() || !formats.isEmpty()),
        "renditions.formats must name one or more of " + new TreeSet<>(FORMATS));
    return new RenditionsConfig(
        widths,
        formats,
        settings.integer("renditions.quality", 1, 100),
        settings.size("renditions.memory", 1 << 20, 1L << 40),
        settings.integer("renditions.threads", 1, 256),
        settings.integer("renditions.queue", 1, 100_000),
        settings.time("renditions.deadline", Duration.ofMillis(1), Duration.ofMinutes(10)));
  }

  private static int width(String text) {
    return text.matches("[0-9]{1,6}") ? Integer.parseInt(text) : 0;
  }
}
