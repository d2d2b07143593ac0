package dev.serin.gateway.tracing;

import dev.serin.gateway.config.TracingConfig;
import dev.serin.worker.api.Spans;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporterBuilder;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanLimits;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.net.URI;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of spans to a collector: OTLP over HTTP, on threads of the exporter alone. What goes
 * wrong there loses spans, and nothing else.
 */
final class Export {
  private static final org.slf4j.Logger log = LoggerFactory.getLogger(Export.class);
  private static final String NAME = "dev.serin";

  /** Of an attribute, in characters: strangers name their programs as they like. */
  private static final int VALUE_MAX = 256;

  private static final int BATCH_MAX = 512;

  /** Held, because the JDK's logging forgets the levels of loggers that nobody holds. */
  private final Logger silenced = Logger.getLogger("io.opentelemetry");

  private final SdkTracerProvider provider;
  private final long timeoutNanos;

  /** Takes a moment, in which classes are loaded; connects to nothing yet. */
  Export(URI endpoint, TracingConfig config, MeterRegistry registry) {
    // It would write by itself, past our log, once a minute; WatchedExporter says the same once.
    silenced.setLevel(Level.OFF);
    timeoutNanos = config.timeout().toNanos();
    Backlog backlog = new Backlog(config.queue(), registry);
    BatchSpanProcessor batches =
        BatchSpanProcessor.builder(
                new WatchedExporter(exporter(endpoint, config), endpoint, backlog))
            .setScheduleDelay(config.delay())
            .setExporterTimeout(config.timeout())
            .setMaxQueueSize(config.queue())
            .setMaxExportBatchSize(Math.min(BATCH_MAX, config.queue()))
            .build();
    provider =
        SdkTracerProvider.builder()
            .setResource(resource(config.service()))
            .setSampler(Sampler.parentBased(Sampler.traceIdRatioBased(config.sample())))
            .setSpanLimits(SpanLimits.builder().setMaxAttributeValueLength(VALUE_MAX).build())
            .addSpanProcessor(new BoundedProcessor(batches, backlog))
            .build();
    log.info(
        "{} of the requests are traced, for {}", share(config.sample()), endpoint.getAuthority());
  }

  private static String share(double sample) {
    return Math.round(sample * 1e6) / 1e4 + " %";
  }

  private static OtlpHttpSpanExporter exporter(URI endpoint, TracingConfig config) {
    OtlpHttpSpanExporterBuilder builder =
        OtlpHttpSpanExporter.builder()
            .setEndpoint(endpoint.toString())
            .setConnectTimeout(config.timeout())
            .setTimeout(config.timeout());
    config.headers().forEach((name, value) -> builder.addHeader(name, value.reveal()));
    return builder.build();
  }

  private static Resource resource(String service) {
    String version = Export.class.getPackage().getImplementationVersion();
    return Resource.getDefault()
        .merge(
            Resource.create(
                Attributes.of(
                    AttributeKey.stringKey("service.name"),
                    service,
                    AttributeKey.stringKey("service.version"),
                    version == null ? "unknown" : version,
                    AttributeKey.stringKey("service.instance.id"),
                    UUID.randomUUID().toString())));
  }

  Spans spans() {
    return new RecordedSpans(provider.get(NAME));
  }

  /** Sends what waits, as long as one transfer may take; then it is lost. Never fails. */
  Future<Void> close() {
    Promise<Void> sent = Promise.promise();
    CompletableResultCode shutdown = provider.shutdown();
    shutdown.whenComplete(sent::tryComplete);
    return sent.future()
        .timeout(timeoutNanos, TimeUnit.NANOSECONDS)
        .otherwise(
            late -> {
              log.warn("Not all spans could be sent before the end");
              return null;
            });
  }
}
