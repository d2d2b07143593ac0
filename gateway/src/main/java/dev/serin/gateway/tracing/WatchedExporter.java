package dev.serin.gateway.tracing;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.net.URI;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the backlog what was sent, and the log when the collector goes away and comes back. */
final class WatchedExporter implements SpanExporter {
  private static final Logger log = LoggerFactory.getLogger(WatchedExporter.class);

  private final SpanExporter exporter;
  private final URI endpoint;
  private final Backlog backlog;
  private final AtomicBoolean failing = new AtomicBoolean();

  WatchedExporter(SpanExporter exporter, URI endpoint, Backlog backlog) {
    this.exporter = exporter;
    this.endpoint = endpoint;
    this.backlog = backlog;
  }

  @Override
  public CompletableResultCode export(Collection<SpanData> spans) {
    int count = spans.size();
    CompletableResultCode result = exporter.export(spans);
    return result.whenComplete(
        () -> {
          backlog.left(count, result.isSuccess());
          note(result);
        });
  }

  private void note(CompletableResultCode result) {
    if (!result.isSuccess() && failing.compareAndSet(false, true)) {
      log.warn(
          "{} takes no spans: {}; they are lost until it does",
          endpoint.getAuthority(),
          String.valueOf(result.getFailureThrowable()));
    } else if (result.isSuccess() && failing.compareAndSet(true, false)) {
      log.info("{} takes spans again", endpoint.getAuthority());
    }
  }

  @Override
  public CompletableResultCode flush() {
    return exporter.flush();
  }

  @Override
  public CompletableResultCode shutdown() {
    return exporter.shutdown();
  }
}
