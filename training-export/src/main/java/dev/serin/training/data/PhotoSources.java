package dev.serin.training.data;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Opens the photos of a configuration, wherever they are. */
public final class PhotoSources {
  private final Downloader downloader;
  private final PhotoLimits limits;

  public PhotoSources(Downloader downloader) {
    this(downloader, PhotoLimits.DEFAULT);
  }

  PhotoSources(Downloader downloader, PhotoLimits limits) {
    this.downloader = downloader;
    this.limits = limits;
  }

  /**
   * @param tell hears of downloads, a line each
   * @return to be closed
   * @throws DataException where the photos are not to be had, or are not as a source must be
   */
  public PhotoSource open(PhotosConfig config, Consumer<String> tell) {
    String from = config.from();
    if (PhotosConfig.isHttp(from)) {
      return file(download(config, tell), from, true);
    }
    if (from.startsWith("s3://")) {
      return bucket(config, tell);
    }
    Path place = Path.of(from);
    if (Files.isDirectory(place)) {
      refuseDigest(config);
      Optional<PhotoSource> idx = new IdxPhotoReader(limits, config.labels()).readAll(place);
      return idx.orElseGet(() -> folder(place, from));
    }
    if (!Files.isRegularFile(place)) {
      throw new DataException("there is no folder or file " + from);
    }
    config.sha256().ifPresent(wanted -> require(place, wanted));
    if (IdxPhotoReader.isImages(place)) {
      return new IdxPhotoReader(limits, config.labels()).read(place);
    }
    return file(place, from, false);
  }

  private PhotoSource folder(Path folder, String from) {
    return new FolderReader(limits).read(folder, from, (name, file, size) -> {}, () -> {});
  }

  private PhotoSource file(Path file, String from, boolean strange) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    if (name.endsWith(".zip")) {
      return new ZipReader(limits).read(file, from);
    }
    if (name.endsWith(".csv")) {
      return new ListReader(limits).read(file, from, strange);
    }
    throw new DataException(
        from + " is none of a folder, a .zip, a .csv and an IDX file such as train-images-idx3.gz");
  }

  private Path download(PhotosConfig config, Consumer<String> tell) {
    String from = config.from();
    int cut = from.lastIndexOf('/');
    String wanted = config.sha256().orElseThrow();
    PinnedFile pinned;
    try {
      pinned = new PinnedFile(from.substring(cut + 1), wanted);
    } catch (IllegalArgumentException e) {
      throw new DataException("photos.from must end in the name of a file: " + e.getMessage(), e);
    }
    Path file = Path.of(config.to()).resolve(pinned.file());
    if (Files.isRegularFile(file)) {
      require(file, wanted);
    } else {
      tell.accept("downloading " + from);
      downloader.fetch(from.substring(0, cut), pinned, Path.of(config.to()));
    }
    return file;
  }

  private PhotoSource bucket(PhotosConfig config, Consumer<String> tell) {
    URI address = address(config.from());
    try (BucketReader bucket = new BucketReader(config.bucket(), limits)) {
      String key = address.getPath().substring(Math.min(1, address.getPath().length()));
      if (key.endsWith(".zip") || key.endsWith(".csv")) {
        tell.accept("downloading " + config.from());
        Path file = bucket.fetch(address.getHost(), key, Path.of(config.to()));
        config.sha256().ifPresent(wanted -> require(file, wanted));
        return file(file, config.from(), true);
      }
      refuseDigest(config);
      Map<String, Path> files = bucket.fetchAll(address.getHost(), key, Path.of(config.to()), tell);
      return new PhotoSource(
          config.from(), new FolderReader(limits).photos(files), bucket.ignored(), () -> {});
    }
  }

  private static URI address(String from) {
    try {
      URI address = URI.create(from);
      if (address.getHost() != null && address.getPath() != null) {
        return address;
      }
    } catch (IllegalArgumentException e) {
      throw new DataException("photos.from is not an address: " + from, e);
    }
    throw new DataException("photos.from must read s3://bucket/..., not " + from);
  }

  private static void refuseDigest(PhotosConfig config) {
    if (config.sha256().isPresent()) {
      throw new DataException(
          "photos.sha256 is of one file, and " + config.from() + " is a folder");
    }
  }

  private static void require(Path file, String wanted) {
    try {
      String found = Digests.of(file);
      if (!found.equals(wanted)) {
        throw new DataException(
            "%s is not the file that photos.sha256 pins: its SHA-256 is %s, not %s"
                .formatted(file, found, wanted));
      }
    } catch (IOException e) {
      throw new DataException(file + " cannot be read: " + e.getMessage(), e);
    }
  }
}
