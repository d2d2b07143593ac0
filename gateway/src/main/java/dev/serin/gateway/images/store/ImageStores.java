package dev.serin.gateway.images.store;

import dev.serin.gateway.config.BucketConfig;
import dev.serin.gateway.config.ImagesConfig;
import dev.serin.gateway.images.ImageStore;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Puts the tiers together that the settings ask for. */
public final class ImageStores {
  /** A larger file or object is not ours: no setting lets such an upload in. */
  private static final long SIZE_MAX = 1 << 30;

  /** How often unfinished files of dead writers are looked for. */
  private static final Duration CLEANING = Duration.ofMinutes(1);

  /** Reads of the bucket that may wait for each connection: more would be out of time anyway. */
  private static final int READS_WAITING = 8;

  private ImageStores() {}

  /** Images in memory only, and forgotten with the process. */
  public static ImageStore inMemory(long bytesMax, MeterRegistry registry) {
    return new MemoryImageStore(new MemoryTier(bytesMax, registry));
  }

  /**
   * Does not wait for anything: what lies on disk is counted in the background, and the bucket is
   * spoken to when it is needed.
   *
   * @param data where Serin keeps what it writes, where the images have no directory of their own
   */
  public static ImageStore open(
      Vertx vertx, ImagesConfig images, BucketConfig bucket, Path data, MeterRegistry registry) {
    return images.disk() == 0
        ? inMemory(images.memory(), registry)
        : new Opening(
                vertx,
                images,
                bucket,
                images.directory().orElseGet(() -> data.resolve("images")),
                registry)
            .open();
  }

  private record Opening(
      Vertx vertx, ImagesConfig images, BucketConfig bucket, Path root, MeterRegistry registry) {

    ImageStore open() {
      LongSupplier nanoTime = System::nanoTime;
      StoreMeters meters = new StoreMeters(registry);
      SparseLog log = new SparseLog(nanoTime);
      Pending pending = new Pending(root.resolve("pending"));
      Disk files = files(pending, meters, log);
      StorePool threads =
          new StorePool(vertx, "serin-images", images.threads(), images.queue(), images.timeout());
      Behind behind = bucket.name().map(name -> behind(name, files, pending, meters)).orElse(null);
      DiskTier disk =
          new DiskTier(
              files,
              threads,
              new Breaker(nanoTime),
              log,
              behind == null ? sha256 -> {} : behind.uploads()::offer,
              meters);
      disk.scan(meters);
      if (behind != null) {
        behind.uploads().start();
      }
      long cleaning = vertx.setPeriodic(CLEANING.toMillis(), fired -> disk.clean());
      return new TieredImageStore(
          vertx,
          new MemoryTier(images.memory(), registry),
          disk,
          behind == null ? null : behind.tier(),
          () -> vertx.cancelTimer(cleaning));
    }

    private Disk files(Pending pending, StoreMeters meters, SparseLog log) {
      String owner = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
      return new Disk(
          new ImageFolder(root, images.sync() == ImagesConfig.Sync.IMAGE, owner),
          new DiskIndex(images.disk(), images.files()),
          pending,
          SIZE_MAX,
          InstantSource.system(),
          meters,
          log);
    }

    private @Nullable Behind behind(String name, Disk files, Pending pending, StoreMeters meters) {
      LongSupplier nanoTime = System::nanoTime;
      int connections = bucket.connections();
      Bucket objects = new S3Bucket(bucket, name, nanoTime);
      SparseLog log = new SparseLog(nanoTime);
      StorePool threads =
          new StorePool(
              vertx,
              "serin-bucket",
              connections,
              connections * (1 + READS_WAITING),
              bucket.timeout());
      Uploads uploads =
          // Half of the connections are for those who wait for an image.
          new Uploads(
              vertx,
              objects,
              threads,
              files,
              pending,
              meters,
              log,
              Math.max(1, connections / 2),
              bucket.queue());
      return new Behind(
          uploads,
          new BucketTier(objects, threads, new Breaker(nanoTime), uploads, log, meters, SIZE_MAX));
    }
  }

  private record Behind(Uploads uploads, BucketTier tier) {}
}
