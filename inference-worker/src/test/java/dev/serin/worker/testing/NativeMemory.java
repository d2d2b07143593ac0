package dev.serin.worker.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the whole process holds in memory, native libraries included. */
public final class NativeMemory {
  private static final Path STATUS = Path.of("/proc/self/status");

  private NativeMemory() {}

  /** Whether this system tells (Linux does). */
  public static boolean isKnown() {
    return Files.exists(STATUS);
  }

  /** Bytes in memory. */
  public static long residentBytes() throws IOException {
    return read("VmRSS:");
  }

  /** Most bytes that were in memory at any time. */
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
