package dev.serin.gateway.images.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serin.worker.api.EncodedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

final class FlightsTest {
  private final Flights flights = new Flights();
  private final List<CompletableFuture<Optional<EncodedImage>>> reads = new ArrayList<>();
  private final EncodedImage image = TestFiles.image(1, 100);

  private CompletableFuture<Optional<EncodedImage>> join() {
    return flights.join(
        image.sha256(),
        () -> {
          CompletableFuture<Optional<EncodedImage>> read = new CompletableFuture<>();
          reads.add(read);
          return read;
        });
  }

  @Test
  void join_whileOneReads_oneReadAndAReferenceForEach() {
    CompletableFuture<Optional<EncodedImage>> first = join();
    CompletableFuture<Optional<EncodedImage>> second = join();
    CompletableFuture<Optional<EncodedImage>> left = join();
    left.cancel(false);
    reads.get(0).complete(Optional.of(image));
    assertThat(reads).hasSize(1);
    first.join().orElseThrow().close();
    assertThat(image.tryRetain()).as("the second holds it").isTrue();
    image.close();
    second.join().orElseThrow().close();
    assertThat(image.tryRetain()).as("nobody holds it").isFalse();
  }

  @Test
  void join_afterTheLanding_readsAgain() {
    CompletableFuture<Optional<EncodedImage>> before = join();
    reads.get(0).complete(Optional.empty());
    assertThat(before.join()).isEmpty();
    CompletableFuture<Optional<EncodedImage>> next = join();
    assertThat(reads).hasSize(2);
    reads.get(1).completeExceptionally(new StoreException("told to"));
    assertThat(next).isCompletedExceptionally();
    image.close();
  }
}
