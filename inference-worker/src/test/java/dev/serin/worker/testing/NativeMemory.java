package dev.serin.worker.testing;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What the whole process holds in memory beside the Java heap. The test JVM touches its heap as
 * soon as it commits it ({@code -XX:+AlwaysPreTouch}): a heap that merely fills up looks like no
 * leak.
 */
public final class NativeMemory {
  private static final Path STATUS = Path.of("/proc/self/status");

  private NativeMemory() {}

  /** Whether this system tells (Linux does). */
  public static boolean isKnown() {
    return Files.exists(STATUS);
  }

  /** Bytes in memory, less the heap. */
  public static long residentBytes() throws IOException {
    return read("VmRSS:") - ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getCommitted();
  }

  /** Most bytes that were in memory at any time, the heap included. */
  public static long peakBytes() throws IOException {
    return read("VmHWM:");
  }

  private static long read(String name) throws IOException {
    for (String line : Files.readAllLines(STATUS)) {
      if (line.startsWith(name)) {
        return 1024 * Long.parseLong(line.replaceAll("\\D", ""));
      }
    }
    throw new IOException(STATUS + " has no " + name);
  }
}
