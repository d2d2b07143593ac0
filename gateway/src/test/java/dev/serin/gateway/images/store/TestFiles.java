package dev.serin.gateway.images.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serin.worker.api.EncodedImage;
import dev.serin.worker.api.Sha256;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Images that are only bytes, and what tests ask of stores. */
final class TestFiles {
  private TestFiles() {}

  /** No two numbers have the same bytes. */
  static byte[] bytes(int number, int size) {
    byte[] bytes = new byte[size];
    new SplittableRandom(number).nextBytes(bytes);
    ByteBuffer.wrap(bytes).putInt(number);
    return bytes;
  }

  static String digest(int number, int size) {
    return Sha256.hex(bytes(number, size));
  }

  static EncodedImage image(int number, int size) {
    return EncodedImage.of(bytes(number, size));
  }

  static byte[] content(EncodedImage image) {
    byte[] bytes = new byte[image.size()];
    image.bytes().get(bytes);
    return bytes;
  }

  /** Fails where the bytes are not those of the name. Closes the image. */
  static void assertWhole(Optional<EncodedImage> found) {
    try (EncodedImage image = found.orElseThrow()) {
      assertThat(Sha256.hex(content(image))).isEqualTo(image.sha256());
    }
  }

  static <T> T await(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  static Throwable failure(Future<?> future) {
    try {
      future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    } catch (Exception e) {
      return String.valueOf(e.getMessage()).isEmpty() || e.getCause() == null ? e : e.getCause();
    }
    throw new AssertionError("it did not fail");
  }

  static void until(BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited too long").isLessThan(end);
      LockSupport.parkNanos(1_000_000);
    }
  }

  static double counted(MeterRegistry registry, String name, String... tags) {
    return registry.get(name).tags(tags).counter().count();
  }
}
