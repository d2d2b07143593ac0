package dev.serin.gateway.results;

import static dev.serin.worker.api.InferenceFailure.Reason.CANCELLED;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.serin.worker.api.Classification;
import dev.serin.worker.api.ClassifyRequest;
import dev.serin.worker.api.EncodedImage;
import dev.serin.worker.api.InferenceClient;
import dev.serin.worker.api.InferenceFailure;
import dev.serin.worker.api.Span;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.cache.CaffeineCacheMetrics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * Answers already given, and one computation at a time for each question. Caffeine keeps a flight
 * under its key from its start; one without an answer it drops, so failures are never remembered.
 */
public final class ResultCache {
  private final InferenceClient client;
  private final long flightNanosMax;
  private final LongSupplier nanoTime;
  private final AsyncCache<ResultKey, Classification> cache;

  /**
   * @param flightMax how long a computation may take, whoever waits for it
   * @param nanoTime clock of the deadlines: {@link System#nanoTime()}, but for tests
   */
  public ResultCache(
      InferenceClient client,
      int entries,
      Optional<Duration> expiry,
      Duration flightMax,
      LongSupplier nanoTime,
      MeterRegistry meters) {
    this.client = client;
    this.flightNanosMax = flightMax.toNanos();
    this.nanoTime = nanoTime;
    Caffeine<Object, Object> builder =
        Caffeine.newBuilder().maximumSize(entries).executor(Runnable::run).recordStats();
    expiry.ifPresent(builder::expireAfterWrite);
    cache = builder.buildAsync();
    CaffeineCacheMetrics.monitor(meters, cache, "results");
  }

  /** The answer, if it is there already. */
  public Optional<Classification> finished(ResultKey key) {
    return Optional.ofNullable(cache.synchronous().getIfPresent(key));
  }

  /** Whether the answer is there or under way. Asking does not keep it any longer. */
  public boolean knows(ResultKey key) {
    return cache.asMap().containsKey(key);
  }

  /**
   * Forgets the answers to some questions, also those under way: whoever waits for one still gets
   * it. Walks over all answers, which takes milliseconds for each 100,000 of them.
   *
   * @return what was forgotten
   */
  public List<ResultKey> forget(Predicate<ResultKey> which) {
    List<ResultKey> forgotten = new ArrayList<>();
    cache
        .asMap()
        .keySet()
        .removeIf(
            key -> {
              boolean goes = which.test(key);
              if (goes) {
                forgotten.add(key);
              }
              return goes;
            });
    return forgotten;
  }

  /** Joins whoever asks the same, or starts to compute; waits as long as a computation may take. */
  public Waiter ask(ResultKey key, EncodedImage image) {
    return ask(key, image, Span.none());
  }

  /** The same, as a part of {@code span}. */
  public Waiter ask(ResultKey key, EncodedImage image, Span span) {
    return ask(key, image, Duration.ofNanos(flightNanosMax), span);
  }

  /**
   * Joins whoever asks the same, or starts to compute, and retains {@code image} for that.
   *
   * @param deadline how long the caller will wait; where the worker knows that it would take longer
   *     for all who wait, it refuses at once
   * @param span what the computation becomes a part of; who joins another's is linked with it
   */
  public Waiter ask(ResultKey key, EncodedImage image, Duration deadline, Span span) {
    long due = nanoTime.getAsLong() + deadline.toNanos();
    while (true) {
      Flight flight = (Flight) cache.get(key, (k, executor) -> new Flight());
      switch (flight.board()) {
        case LANDED -> {
          return new Waiter(Waiter.Source.HIT, flight, () -> {});
        }
        case JOINED -> {
          flight.cancellation().extend(due);
          span.link(flight.span());
          return waiter(Waiter.Source.COLLAPSED, key, flight);
        }
        case FIRST -> {
          flight.cancellation().extend(due);
          launch(key, image, flight, span);
          return waiter(Waiter.Source.MISS, key, flight);
        }
        case LOST -> cache.asMap().remove(key, flight);
      }
    }
  }

  private Waiter waiter(Waiter.Source source, ResultKey key, Flight flight) {
    return new Waiter(source, flight.answer(), () -> leave(key, flight));
  }

  private void leave(ResultKey key, Flight flight) {
    if (flight.leave()) {
      // Out of the cache first, so that whoever asks next starts afresh at once.
      cache.asMap().remove(key, flight);
      flight.fail(new InferenceFailure(CANCELLED, "nobody waits any more"));
    }
  }

  private void launch(ResultKey key, EncodedImage image, Flight flight, Span parent) {
    image.retain();
    Span span =
        parent
            .child(Span.Kind.INTERNAL, "classify")
            .set("serin.model", key.model())
            .set("serin.version", key.version())
            .set("serin.image.bytes", image.size());
    flight.span(span);
    ClassifyRequest request =
        new ClassifyRequest(
                key.model(),
                key.version(),
                image,
                key.top(),
                nanoTime.getAsLong() + flightNanosMax,
                flight.cancellation())
            .within(span);
    span.endWith(client.classify(request))
        .onComplete(done -> image.close())
        .onSuccess(flight::land)
        .onFailure(flight::fail);
  }
}
