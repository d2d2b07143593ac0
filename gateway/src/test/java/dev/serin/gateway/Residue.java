package dev.serin.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serin.worker.testing.NativeMemory;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What a process holds that no garbage collector gives back.
 *
 * @param openFiles sockets included; -1 where the system does not tell
 * @param directBytes of direct buffers: Netty's, and the inputs of graphs
 * @param residentBytes memory beside the Java heap; 0 where the system does not tell
 */
record Residue(long openFiles, long directBytes, long residentBytes) {
  private static final Path OPEN_FILES = Path.of("/proc/self/fd");

  static Residue now() throws IOException {
    return new Residue(
        countOpenFiles(),
        directBytesInUse(),
        NativeMemory.isKnown() ? NativeMemory.residentBytes() : 0);
  }

  /** Fails if this process holds noticeably more by now. */
  void assertNotGrown() throws IOException {
    // Connections are closed by the server a moment after their answer.
    TestGateway.await(() -> countOpenFiles() <= openFiles + 4);
    Residue now = now();
    System.out.printf(
        "open files %d -> %d, direct memory %d -> %d KiB, resident beside the heap %d -> %d MiB%n",
        openFiles,
        now.openFiles,
        directBytes >> 10,
        now.directBytes >> 10,
        residentBytes >> 20,
        now.residentBytes >> 20);
    // Netty keeps chunks for the next connections; code and class data grow for a while.
    assertThat(now.directBytes - directBytes).isLessThan(17L << 20);
    assertThat(now.residentBytes - residentBytes).isLessThan(96L << 20);
  }

  private static long directBytesInUse() {
    return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
        .filter(pool -> pool.getName().equals("direct"))
        .mapToLong(BufferPoolMXBean::getMemoryUsed)
        .sum();
  }

  private static long countOpenFiles() {
    try (Stream<Path> files = Files.list(OPEN_FILES)) {
      return files.count();
    } catch (IOException e) {
      return -1;
    }
  }
}
