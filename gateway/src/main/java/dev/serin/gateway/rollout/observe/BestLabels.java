package dev.serin.gateway.rollout.observe;

import dev.serin.gateway.images.ImageStore;
import dev.serin.gateway.results.ResultCache;
import dev.serin.gateway.results.ResultKey;
import dev.serin.worker.api.Cancellation;
import dev.serin.worker.api.Classification;
import dev.serin.worker.api.ClassifyRequest;
import dev.serin.worker.api.EncodedImage;
import dev.serin.worker.api.InferenceClient;
import dev.serin.worker.api.Priority;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * What a version says of a stored image: from the result cache where an answer is kept, else from
 * the worker, in the background. As with shadows, nothing is put into the cache.
 */
public final class BestLabels {
  private final InferenceClient client;
  private final ResultCache results;
  private final ImageStore images;
  private final int top;
  private final Duration timeout;
  private final LongSupplier nanoTime;

  /**
   * @param top how many labels callers' answers have who name no number: such are in the cache
   * @param timeout how long an image may wait for a moment without callers
   * @param nanoTime clock of the deadlines: {@link System#nanoTime()}, but for tests
   */
  public BestLabels(
      InferenceClient client,
      ResultCache results,
      ImageStore images,
      int top,
      Duration timeout,
      LongSupplier nanoTime) {
    this.client = client;
    this.results = results;
    this.images = images;
    this.top = top;
    this.timeout = timeout;
    this.nanoTime = nanoTime;
  }

  /**
   * @param image SHA-256 of the image, 64 hexadecimal digits
   * @return the best label; fails with {@link NoSuchElementException} where the image is not kept
   *     any more, else with an {@link dev.serin.worker.api.InferenceFailure}
   */
  Future<String> of(String model, String version, String image) {
    return kept(model, version, image)
        .map(Future::succeededFuture)
        .orElseGet(() -> stored(image).compose(stored -> ask(model, version, stored)))
        .map(answer -> answer.predictions().get(0).label());
  }

  private Optional<Classification> kept(String model, String version, String image) {
    return client
        .catalog()
        .model(model)
        .flatMap(m -> m.version(version))
        .flatMap(v -> results.finished(ResultKey.of(model, v, image, top)));
  }

  private Future<EncodedImage> stored(String image) {
    return images
        .get(image)
        .map(found -> found.orElseThrow(() -> new NoSuchElementException("not kept any more")));
  }

  private Future<Classification> ask(String model, String version, EncodedImage image) {
    return client
        .classify(
            new ClassifyRequest(
                model,
                version,
                image,
                1,
                nanoTime.getAsLong() + timeout.toNanos(),
                new Cancellation(),
                Priority.BACKGROUND))
        .onComplete(done -> image.close());
  }
}
