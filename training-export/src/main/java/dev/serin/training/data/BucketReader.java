package dev.serin.training.data;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Copies photos from a bucket that speaks S3 to a folder; what is there already is not copied. */
final class BucketReader implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofMinutes(1);
  private static final int TELL_EVERY = 500;

  private final S3Client client;
  private final PhotoLimits limits;
  private int ignored;

  BucketReader(PhotosConfig.Bucket config, PhotoLimits limits) {
    S3ClientBuilder builder =
        S3Client.builder()
            .httpClient(
                UrlConnectionHttpClient.builder()
                    .connectionTimeout(TIMEOUT)
                    .socketTimeout(TIMEOUT)
                    .build())
            .region(Region.of(config.region()))
            .forcePathStyle(config.addressing() == PhotosConfig.Bucket.Addressing.PATH)
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
            .credentialsProvider(
                config.anonymous()
                    ? AnonymousCredentialsProvider.create()
                    : DefaultCredentialsProvider.builder().build());
    config.endpoint().map(URI::create).ifPresent(builder::endpointOverride);
    this.client = builder.build();
    this.limits = limits;
  }

  /**
   * Copies one object.
   *
   * @return the file, named as the object
   * @throws DataException where it cannot be had
   */
  Path fetch(String bucket, String key, Path folder) {
    Path file = folder.resolve(key.substring(key.lastIndexOf('/') + 1));
    return asked(
        bucket,
        key,
        () -> {
          FileTime changed =
              FileTime.from(client.headObject(r -> r.bucket(bucket).key(key)).lastModified());
          copy(bucket, key, file, changed);
          return file;
        });
  }

  /**
   * Copies the photos whose keys start with {@code prefix}; the rest of a key becomes the name.
   *
   * @return the files, by name
   * @throws DataException where they cannot be had, or a key leads out of the folder
   */
  Map<String, Path> fetchAll(String bucket, String prefix, Path folder, Consumer<String> tell) {
    String start = prefix.isEmpty() || prefix.endsWith("/") ? prefix : prefix + "/";
    return asked(bucket, prefix, () -> copyAll(bucket, start, folder, tell));
  }

  /** How many objects were met that are no photos by their names. */
  int ignored() {
    return ignored;
  }

  private Map<String, Path> copyAll(String bucket, String start, Path folder, Consumer<String> tell)
      throws IOException {
    String place = "s3://" + bucket + "/" + start;
    Map<String, Path> files = new TreeMap<>();
    List<S3Object> wanted = new ArrayList<>();
    for (S3Object object :
        client.listObjectsV2Paginator(r -> r.bucket(bucket).prefix(start)).contents()) {
      if (PhotoNames.isPhoto(object.key().substring(start.length()))) {
        wanted.add(object);
        limits.checkCount(wanted.size(), place);
      } else {
        ignored++;
      }
    }
    int copied = 0;
    for (S3Object object : wanted) {
      String name = object.key().substring(start.length());
      Path file = folder.resolve(name).normalize();
      if (!file.startsWith(folder.normalize())) {
        throw new DataException("the key " + object.key() + " leads out of " + folder);
      }
      files.put(name, file);
      if (!isThere(file, object)) {
        if (copied % TELL_EVERY == 0) {
          tell.accept(
              "copying %,d photos from %s".formatted(wanted.size() - files.size() + 1, place));
        }
        copy(bucket, object.key(), file, FileTime.from(object.lastModified()));
        copied++;
      }
    }
    return files;
  }

  /** The same size and time: what `aws s3 sync` goes by as well. */
  private static boolean isThere(Path file, S3Object object) throws IOException {
    return Files.isRegularFile(file)
        && Files.size(file) == object.size()
        && Files.getLastModifiedTime(file).toInstant().equals(object.lastModified());
  }

  private void copy(String bucket, String key, Path file, FileTime changed) throws IOException {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    Files.createDirectories(file.toAbsolutePath().resolveSibling(""));
    try {
      Files.deleteIfExists(part);
      client.getObject(r -> r.bucket(bucket).key(key), part);
      Files.setLastModifiedTime(part, changed);
      Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private interface Request<T> {
    T run() throws IOException;
  }

  private static <T> T asked(String bucket, String key, Request<T> request) {
    try {
      return request.run();
    } catch (SdkException | IOException e) {
      throw new DataException("cannot get s3://" + bucket + "/" + key + ": " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
