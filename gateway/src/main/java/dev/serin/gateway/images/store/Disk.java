package dev.serin.gateway.images.store;

import dev.serin.gateway.images.store.StoreMeters.Op;
import dev.serin.gateway.images.store.StoreMeters.Tier;
import dev.serin.worker.api.EncodedImage;
import io.micrometer.core.instrument.Counter;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The folder and its index together. Everything but {@link #isKnown} and {@link #used} blocks. For
 * use by many threads; of two that are about the same image, one may have to wait for a rename or a
 * delete of the other.
 */
final class Disk {
  /** So old must an unfinished file be to be a dead writer's. */
  private static final Duration STALE = Duration.ofMinutes(1);

  /** So exactly do files remember their last use over a restart. */
  private static final Duration TOUCH = Duration.ofHours(1);

  /** For so long a file is believed to lie where it was seen: another process may delete it. */
  private static final Duration TRUST = Duration.ofSeconds(10);

  private static final int LOCKS = 64;

  private final ImageFolder folder;
  private final DiskIndex index;
  private final Pending pending;
  private final long sizeMax;
  private final InstantSource clock;
  private final StoreMeters meters;
  private final SparseLog log;
  private final Counter evicted;
  private final Counter damaged;
  private final Counter failedEvictions;
  private final Object[] locks = new Object[LOCKS];

  /**
   * @param pending notes what the bucket does not have yet
   * @param sizeMax a larger file is not read
   */
  Disk(
      ImageFolder folder,
      DiskIndex index,
      Pending pending,
      long sizeMax,
      InstantSource clock,
      StoreMeters meters,
      SparseLog log) {
    this.folder = folder;
    this.index = index;
    this.pending = pending;
    this.sizeMax = sizeMax;
    this.clock = clock;
    this.meters = meters;
    this.log = log;
    for (int i = 0; i < LOCKS; i++) {
      locks[i] = new Object();
    }
    evicted = meters.evicted();
    damaged = meters.damaged(Tier.DISK);
    failedEvictions = meters.failed(Tier.DISK, Op.EVICT);
    meters.watch("stored", "bytes", Tier.DISK, index::bytes);
    meters.watch("files", "files", Tier.DISK, index::files);
  }

  boolean isKnown(Digest digest) {
    DiskIndex.File file = index.use(digest);
    return file != null && file.verified() && clock.millis() - file.seenMs() < TRUST.toMillis();
  }

  void used(Digest digest) {
    index.use(digest);
  }

  /**
   * Writes the image, unless it lies there already and is whole.
   *
   * @param isNew whether the bucket may not have it yet
   * @return whether it was written
   */
  boolean put(EncodedImage image, boolean isNew) throws Exception {
    Digest digest = Digest.of(image.sha256());
    return !isThere(digest, image.size())
        && meters.timed(Tier.DISK, Op.PUT, () -> write(digest, image, isNew));
  }

  private boolean isThere(Digest digest, long size) throws IOException {
    long now = clock.millis();
    DiskIndex.File there = folder.look(digest, now);
    if (there == null || there.size() != size) {
      return false;
    }
    DiskIndex.File known = index.use(digest);
    if (known == null || !known.verified()) {
      // It was there before us. Half of it, perhaps, if the machine lost its power.
      EncodedImage whole = readWhole(digest);
      if (whole == null) {
        return false;
      }
      whole.close();
    }
    seen(digest, there, now);
    return true;
  }

  private boolean write(Digest digest, EncodedImage image, boolean isNew) throws IOException {
    long size = image.size();
    if (!index.fits(size)) {
      throw new StoreException("images.disk is less than an image of " + size + " bytes");
    }
    evict(index.reserve(size));
    boolean done = false;
    try {
      Path written = folder.write(image);
      synchronized (lock(digest)) {
        if (isNew) {
          // Before it has its name: a kill in between costs a look for nothing, and no image.
          pending.add(digest);
        }
        folder.publish(written, digest);
        long now = clock.millis();
        index.commit(digest, new DiskIndex.File(size, now, now, true));
        done = true;
      }
    } finally {
      if (!done) {
        index.abort(size);
      }
    }
    return true;
  }

  /** The image, whole and verified; the receiver closes it. */
  @Nullable EncodedImage get(Digest digest) throws Exception {
    return meters.timed(Tier.DISK, Op.GET, () -> read(digest));
  }

  /** The same, which is no use of it. */
  @Nullable EncodedImage peek(Digest digest) throws IOException {
    return readWhole(digest);
  }

  private @Nullable EncodedImage read(Digest digest) throws IOException {
    EncodedImage image = readWhole(digest);
    if (image == null) {
      index.remove(digest);
      return null;
    }
    long now = clock.millis();
    DiskIndex.File there = folder.look(digest, now);
    if (there != null) {
      seen(digest, there, now);
    }
    return image;
  }

  /** The file is there, whole, and used now. */
  private void seen(Digest digest, DiskIndex.File there, long now) throws IOException {
    long used = there.usedMs();
    if (now - used > TOUCH.toMillis()) {
      folder.touch(digest, now);
      used = now;
    }
    evict(index.found(digest, new DiskIndex.File(there.size(), used, now, true)));
  }

  private @Nullable EncodedImage readWhole(Digest digest) throws IOException {
    try {
      return folder.read(digest, sizeMax);
    } catch (DamagedImageException e) {
      return readAgain(digest);
    }
  }

  /** Drops a damaged file, unless a whole one was put into its place meanwhile. */
  private @Nullable EncodedImage readAgain(Digest digest) throws IOException {
    synchronized (lock(digest)) {
      try {
        return folder.read(digest, sizeMax);
      } catch (DamagedImageException e) {
        damaged.increment();
        log.warn("A damaged file was dropped:", e);
        index.remove(digest);
        folder.delete(digest);
        return null;
      }
    }
  }

  /**
   * Takes away the note that the bucket lacks an image which is not here either.
   *
   * @return false where the image has come meanwhile: its note stays
   */
  boolean dropNote(Digest digest) throws IOException {
    synchronized (lock(digest)) {
      if (folder.look(digest, clock.millis()) != null) {
        return false;
      }
      pending.remove(digest);
      return true;
    }
  }

  @Nullable Void remove(Digest digest) throws IOException {
    synchronized (lock(digest)) {
      index.remove(digest);
      folder.delete(digest);
      pending.remove(digest);
    }
    return null;
  }

  private void evict(List<DiskIndex.Named> victims) {
    Deque<DiskIndex.Named> left = new ArrayDeque<>(victims);
    while (!left.isEmpty()) {
      DiskIndex.Named victim = left.remove();
      try {
        left.addAll(evict(victim));
      } catch (IOException e) {
        failedEvictions.increment();
        log.warn("A file could not be deleted:", e);
      }
    }
  }

  private List<DiskIndex.Named> evict(DiskIndex.Named victim) throws IOException {
    Digest digest = victim.digest();
    synchronized (lock(digest)) {
      if (index.contains(digest)) {
        // Stored again since it was chosen.
        return List.of();
      }
      DiskIndex.File there = folder.look(digest, clock.millis());
      // Clocks differ a little between machines; noted uses are an hour apart.
      if (there != null && there.usedMs() - victim.file().usedMs() > TOUCH.toMillis() / 2) {
        // Another gateway over the same folder has used it.
        return index.found(digest, there);
      }
      folder.delete(digest);
      evicted.increment();
      return List.of();
    }
  }

  /** Counts what lay there before the start. May take minutes, and nobody waits for it. */
  @Nullable Void scan(BooleanSupplier stop) throws IOException {
    List<DiskIndex.Named> all = new ArrayList<>();
    folder.scan(all::add, stop, 0);
    all.sort(Comparator.comparingLong(named -> named.file().usedMs()));
    evict(index.merge(all));
    return null;
  }

  /** Deletes unfinished files of dead writers. */
  @Nullable Void clean() throws IOException {
    folder.clean(clock.millis() - STALE.toMillis());
    return null;
  }

  private Object lock(Digest digest) {
    return locks[Math.floorMod(digest.hashCode(), LOCKS)];
  }
}
