package dev.serin.worker;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** What is measured of one version; removed with it, so that meters do not pile up. */
final class VersionMeters implements AutoCloseable {
  private final MeterRegistry registry;
  private final Timer decode;
  private final Timer queue;
  private final Timer inference;
  private final DistributionSummary batchSize;
  private final Gauge queueLength;
  private final Gauge queueDelay;
  private final Map<Refusal, Counter> refusals = new EnumMap<>(Refusal.class);

  VersionMeters(MeterRegistry registry, String model, String version, VersionQueues queues) {
    this.registry = registry;
    Tags tags = Tags.of("model", model, "version", version);
    decode = timer("serin.decode", "Header check, decode and preprocessing of an image", tags);
    queue = timer("serin.queue", "Waiting for a decoder, for the batch and for a lane", tags);
    inference = timer("serin.inference", "Run of a batch", tags);
    batchSize =
        DistributionSummary.builder("serin.batch.size")
            .description("Images of a run")
            .tags(tags)
            .serviceLevelObjectives(1, 2, 4, 8, 16, 32, 64)
            .register(registry);
    queueLength =
        Gauge.builder("serin.queue.length", queues, VersionQueues::length)
            .description("Requests that are decoding or waiting")
            .tags(tags)
            .register(registry);
    queueDelay =
        Gauge.builder("serin.queue.delay", queues, q -> q.delayNanos() / 1e9)
            .description("How long a request that comes now would take, by measured service times")
            .baseUnit("seconds")
            .tags(tags)
            .register(registry);
    for (Refusal reason : Refusal.values()) {
      refusals.put(
          reason,
          Counter.builder("serin.refused")
              .description("Requests turned away or dropped because too much work was waiting")
              .tags(tags.and("reason", reason.name().toLowerCase(Locale.ROOT)))
              .register(registry));
    }
  }

  void refused(Refusal why) {
    Counter counter = refusals.get(why);
    if (counter != null) {
      counter.increment();
    }
  }

  void decoded(long nanos) {
    decode.record(nanos, TimeUnit.NANOSECONDS);
  }

  void queued(long nanos) {
    queue.record(nanos, TimeUnit.NANOSECONDS);
  }

  void ran(int images, long nanos) {
    batchSize.record(images);
    inference.record(nanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public void close() {
    Stream.concat(
            Stream.of(decode, queue, inference, batchSize, queueLength, queueDelay),
            refusals.values().stream())
        .forEach(registry::remove);
  }

  private Timer timer(String name, String description, Tags tags) {
    return Timer.builder(name)
        .description(description)
        .tags(tags)
        .serviceLevelObjectives(
            Duration.ofMillis(1),
            Duration.ofMillis(2),
            Duration.ofMillis(5),
            Duration.ofMillis(10),
            Duration.ofMillis(20),
            Duration.ofMillis(50),
            Duration.ofMillis(100),
            Duration.ofMillis(200),
            Duration.ofMillis(500),
            Duration.ofSeconds(1),
            Duration.ofSeconds(5))
        .register(registry);
  }
}
