package dev.serin.gateway.images.store;

import dev.serin.gateway.config.BucketConfig;
import dev.serin.worker.api.EncodedImage;
import io.netty.buffer.ByteBufInputStream;
import java.io.IOException;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/**
 * A bucket that speaks S3. The SDK is loaded with the first request, on the thread that makes it:
 * it takes half a second, which no start should.
 */
final class S3Bucket implements Bucket {
  private static final String MEDIA_TYPE = "application/octet-stream";

  private final BucketConfig config;
  private final String name;
  private final LongSupplier nanoTime;
  private @Nullable S3Client client;
  private boolean closed;

  /**
   * @param name of the bucket
   */
  S3Bucket(BucketConfig config, String name, LongSupplier nanoTime) {
    this.config = config;
    this.name = name;
    this.nanoTime = nanoTime;
  }

  @Override
  public void put(EncodedImage image) {
    client()
        .putObject(
            request -> request.bucket(name).key(key(image.sha256())),
            // A stream for each attempt; the bytes go out of native memory piece by piece.
            RequestBody.fromContentProvider(
                () -> new ByteBufInputStream(image.content()), image.size(), MEDIA_TYPE));
  }

  @Override
  public @Nullable EncodedImage get(String sha256, long sizeMax) throws Exception {
    long end = nanoTime.getAsLong() + config.timeout().toNanos();
    try (ResponseInputStream<GetObjectResponse> body =
        client().getObject(request -> request.bucket(name).key(key(sha256)))) {
      boolean done = false;
      try {
        EncodedImage image = read(sha256, sizeMax, body, end);
        done = true;
        return image;
      } finally {
        if (!done) {
          // Closing would read the rest first.
          body.abort();
        }
      }
    } catch (NoSuchKeyException e) {
      return null;
    }
  }

  private EncodedImage read(
      String sha256, long sizeMax, ResponseInputStream<GetObjectResponse> body, long end)
      throws IOException, TimeoutException {
    boolean[] late = new boolean[1];
    try {
      return Verified.read(
          sha256,
          body.response().contentLength(),
          sizeMax,
          (buffer, length) -> {
            // A server that sends a byte now and then keeps every other timeout from firing.
            late[0] = nanoTime.getAsLong() - end > 0;
            return late[0] ? 0 : buffer.writeBytes(body, length);
          });
    } catch (DamagedImageException e) {
      if (late[0]) {
        throw new TimeoutException("the bucket sends too slowly");
      }
      throw e;
    }
  }

  @Override
  public void remove(String sha256) {
    client().deleteObject(request -> request.bucket(name).key(key(sha256)));
  }

  private String key(String sha256) {
    return config.prefix() + sha256;
  }

  private synchronized S3Client client() {
    if (closed) {
      throw new StoreException("it is closed");
    }
    S3Client known = client;
    if (known == null) {
      known = connect();
      client = known;
    }
    return known;
  }

  private S3Client connect() {
    S3ClientBuilder builder =
        S3Client.builder()
            .httpClient(
                UrlConnectionHttpClient.builder()
                    .connectionTimeout(config.timeout())
                    .socketTimeout(config.timeout())
                    .build())
            .overrideConfiguration(
                override ->
                    override
                        .apiCallTimeout(config.timeout())
                        .apiCallAttemptTimeout(config.timeout())
                        // What fails is tried again by the queue of uploads, or not at all.
                        .retryStrategy(retry -> retry.maxAttempts(1)))
            .region(Region.of(config.region()))
            .forcePathStyle(config.addressing() == BucketConfig.Addressing.PATH)
            // Some servers refuse the trailers in which newer SDKs send checksums of their own.
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
            .serviceConfiguration(service -> service.chunkedEncodingEnabled(false))
            .credentialsProvider(credentials());
    config.endpoint().ifPresent(builder::endpointOverride);
    return builder.build();
  }

  private AwsCredentialsProvider credentials() {
    if (config.accessKey().isEmpty() || config.secretKey().isEmpty()) {
      return DefaultCredentialsProvider.builder().build();
    }
    return StaticCredentialsProvider.create(
        AwsBasicCredentials.create(
            config.accessKey().get().reveal(), config.secretKey().get().reveal()));
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (client != null) {
      client.close();
    }
  }
}
