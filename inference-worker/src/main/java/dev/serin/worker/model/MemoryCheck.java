package dev.serin.worker.model;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Refuses a graph that cannot fit the memory, before the operating system ends the process. */
final class MemoryCheck {
  private static final Logger log = LoggerFactory.getLogger(MemoryCheck.class);

  /** A graph is parsed, then its tensors are made of what was parsed. */
  private static final int COPIES_OF_GRAPH = 2;

  private static final double MIB = 1 << 20;

  /** So little is never worth a refusal: the figures are estimates. */
  private static final long ALWAYS_BYTES = 64L << 20;

  private final LongSupplier freeBytes;

  /**
   * @param freeBytes what this process may still take outside of its heap
   */
  MemoryCheck(LongSupplier freeBytes) {
    this.freeBytes = freeBytes;
  }

  /** Of this machine, or of the container around the process. */
  static MemoryCheck ofProcess() {
    return new MemoryCheck(MemoryCheck::free);
  }

  /**
   * @throws InvalidFileException if the graph needs more than there is
   */
  void require(GraphFiles files) throws IOException {
    long needed = files.bytes() + (COPIES_OF_GRAPH - 1) * Files.size(files.graph());
    long free = freeBytes.getAsLong();
    if (needed > ALWAYS_BYTES && needed > free) {
      throw new InvalidFileException(
          "%s needs about %s of memory outside of the Java heap, but %s are free: give the process more memory, or a smaller -Xmx"
              .formatted(files.graph().getFileName(), size(needed), size(free)));
    }
  }

  private static String size(long bytes) {
    return String.format(Locale.ROOT, "%.0f MiB", Math.max(0, bytes) / MIB);
  }

  /**
   * The limit of the container (or the machine) less what this process has and what its heap may
   * still grow to, and no more than the machine has to give now. On a machine that others use too,
   * the heap's growth is not taken off what is free now: it may never come.
   */
  private static long free() {
    MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
    long growth = Math.max(0, heap.getMax() - heap.getCommitted());
    long limit =
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
    long own = kibibytes(Path.of("/proc/self/status"), "RssAnon:", heap.getCommitted());
    long available = kibibytes(Path.of("/proc/meminfo"), "MemAvailable:", limit);
    return Math.min(limit - own - growth, available);
  }

  /** Linux tells what Java does not: files that are cached count as free. */
  private static long kibibytes(Path file, String key, long otherwise) {
    try {
      if (Files.exists(file)) {
        for (String line : Files.readAllLines(file)) {
          if (line.startsWith(key)) {
            return Long.parseLong(line.replaceAll("\\D", "")) << 10;
          }
        }
      }
    } catch (IOException | NumberFormatException e) {
      log.debug("{} does not tell {}", file, key, e);
    }
    return otherwise;
  }
}
