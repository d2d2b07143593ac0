package dev.serin.gateway.images.store;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What lies on disk, in the order of last use, and how much of it may. It only counts: what it
 * names for eviction is for the caller to delete. Safe for use by many threads.
 */
final class DiskIndex {
  /** What file systems give out at least, and what a name and an inode cost. */
  private static final long BLOCK_BYTES = 4096;

  private static final long ENTRY_BYTES = 512;

  private final long bytesMax;
  private final int filesMax;
  private Map<Digest, File> files = new LinkedHashMap<>(16, 0.75f, true);
  private long bytes;

  /** Places promised to files that are being written. */
  private int reserved;

  /**
   * A file that lies there.
   *
   * @param size bytes
   * @param usedMs time of its last use as the file itself has it, in ms since 1970
   * @param seenMs when it was last known to lie there, on the same clock
   * @param verified whether its bytes were compared with its name, since the start
   */
  record File(long size, long usedMs, long seenMs, boolean verified) {}

  /** A file by its name. */
  record Named(Digest digest, File file) {}

  /**
   * @param bytesMax most bytes, with what blocks and names cost
   * @param filesMax most files: each takes about 150 bytes here
   */
  DiskIndex(long bytesMax, int filesMax) {
    this.bytesMax = bytesMax;
    this.filesMax = filesMax;
  }

  /** Bytes of disk that a file of {@code size} bytes takes. */
  static long cost(long size) {
    return (size + BLOCK_BYTES - 1) / BLOCK_BYTES * BLOCK_BYTES + ENTRY_BYTES;
  }

  /** Whether a file of {@code size} bytes finds room where all others leave. */
  boolean fits(long size) {
    return cost(size) <= bytesMax;
  }

  /** The file, which is the last used from now on. */
  synchronized @Nullable File use(Digest digest) {
    return files.get(digest);
  }

  synchronized boolean contains(Digest digest) {
    return files.containsKey(digest);
  }

  /**
   * Takes room for a file that is not there yet, to be followed by {@link #commit} or {@link
   * #abort}.
   *
   * @return what must be deleted for that, the least recently used first; it is counted no more
   */
  synchronized List<Named> reserve(long size) {
    bytes += cost(size);
    reserved++;
    return trim();
  }

  /** The file for which room was reserved lies there. */
  synchronized void commit(Digest digest, File file) {
    abort(file.size());
    place(digest, file);
  }

  /** The room is not needed. */
  synchronized void abort(long size) {
    bytes -= cost(size);
    reserved--;
  }

  /** Counts a file that was found lying there as the last used. Returned is what must go then. */
  synchronized List<Named> found(Digest digest, File file) {
    place(digest, file);
    return trim();
  }

  synchronized void remove(Digest digest) {
    File gone = files.remove(digest);
    bytes -= gone == null ? 0 : cost(gone.size());
  }

  /**
   * Adds what lay there before the start. All that came since was used later. Returned is what must
   * go.
   */
  List<Named> merge(List<Named> leastRecentFirst) {
    Map<Digest, File> all = new LinkedHashMap<>((int) (leastRecentFirst.size() / 0.7), 0.75f, true);
    long sum = 0;
    for (Named named : leastRecentFirst) {
      all.put(named.digest(), named.file());
      sum += cost(named.file().size());
    }
    // What takes long is done: callers wait only for the few that came meanwhile.
    synchronized (this) {
      Map<Digest, File> newer = files;
      files = all;
      bytes += sum;
      newer.forEach(
          (digest, file) -> {
            bytes -= cost(file.size());
            place(digest, file);
          });
      return trim();
    }
  }

  synchronized long bytes() {
    return bytes;
  }

  synchronized int files() {
    return files.size();
  }

  private void place(Digest digest, File file) {
    File before = files.put(digest, file);
    bytes += cost(file.size()) - (before == null ? 0 : cost(before.size()));
  }

  private List<Named> trim() {
    List<Named> victims = new ArrayList<>();
    Iterator<Map.Entry<Digest, File>> oldest = files.entrySet().iterator();
    while ((bytes > bytesMax || files.size() + reserved > filesMax) && oldest.hasNext()) {
      Map.Entry<Digest, File> victim = oldest.next();
      victims.add(new Named(victim.getKey(), victim.getValue()));
      bytes -= cost(victim.getValue().size());
      oldest.remove();
    }
    return victims;
  }
}
