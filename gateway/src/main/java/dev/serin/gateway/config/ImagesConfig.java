package dev.serin.gateway.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Uploaded images kept for their URLs.
 *
 * @param memory bytes
 * @param directory of the files; gateways may share one. Empty: {@code images} in the data
 *     directory
 * @param disk bytes, with what blocks and names cost; 0 for none
 * @param files most files on disk
 * @param sync when a file counts as written
 * @param threads that read and write files
 * @param queue reads and writes that wait or are under way
 * @param timeout how long the disk may take for one image
 */
public record ImagesConfig(
    long memory,
    Optional<Path> directory,
    long disk,
    int files,
    Sync sync,
    int threads,
    int queue,
    Duration timeout) {

  /** When a file counts as written. */
  public enum Sync {
    /** When the system has it: it outlives this process. */
    NONE,
    /** When the disk has it: it outlives a power cut as well. */
    IMAGE
  }

  static ImagesConfig read(Settings settings) {
    return new ImagesConfig(
        settings.size("images.memory", 1 << 20, 1L << 40),
        settings.optional("images.directory").map(Path::of),
        settings.size("images.disk", 0, 1L << 50),
        settings.integer("images.files", 1, 100_000_000),
        settings.choice("images.sync", Sync.class),
        settings.integer("images.threads", 1, 256),
        settings.integer("images.queue", 1, 1_000_000),
        settings.time("images.timeout", Duration.ofMillis(10), Duration.ofMinutes(5)));
  }
}
