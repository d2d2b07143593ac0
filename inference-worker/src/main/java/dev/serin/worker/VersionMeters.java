package dev.serin.worker;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** What is measured of one version; removed with it, so that meters do not pile up. */
final class VersionMeters implements AutoCloseable {
  private final MeterRegistry registry;
  private final Timer decode;
  private final Timer queue;
  private final Timer inference;
  private final DistributionSummary batchSize;
  private final Gauge queueLength;

  VersionMeters(
      MeterRegistry registry, String model, String version, Supplier<Number> queueLength) {
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
    this.queueLength =
        Gauge.builder("serin.queue.length", queueLength)
            .description("Requests that are decoding or waiting")
            .tags(tags)
            .register(registry);
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
    for (Meter meter : List.of(decode, queue, inference, batchSize, queueLength)) {
      registry.remove(meter);
    }
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
