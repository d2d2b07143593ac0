package dev.serin.gateway.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/** Takes spans as a collector of OpenTelemetry does, over OTLP and HTTP, and keeps them. */
public final class Collector implements AutoCloseable {
  /** A collector that says nothing at all. */
  public static final int SILENT = 0;

  private final Vertx vertx = Vertx.vertx();
  private final HttpServer server =
      vertx.createHttpServer().requestHandler(this::take).listen(0, "127.0.0.1").await();
  private final Queue<Seen> spans = new ConcurrentLinkedQueue<>();
  public final AtomicInteger transfers = new AtomicInteger();

  /** What it answers from now on; {@link #SILENT}: it does not. */
  public volatile int status = 200;

  /** The headers of the last transfer. */
  public volatile Map<String, String> headers = Map.of();

  /** One span as it came. Times are nanoseconds since 1970; what is not there is empty. */
  public record Seen(
      String service,
      String trace,
      String id,
      String parent,
      String name,
      Span.SpanKind kind,
      boolean failed,
      long start,
      long end,
      Map<String, Object> attributes,
      List<String> links) {}

  public String url() {
    return "http://127.0.0.1:" + server.actualPort();
  }

  private void take(HttpServerRequest request) {
    transfers.incrementAndGet();
    Map<String, String> came = new LinkedHashMap<>();
    request.headers().forEach((name, value) -> came.put(name.toLowerCase(Locale.ROOT), value));
    headers = came;
    request
        .body()
        .onSuccess(
            body -> {
              if (status == 200) {
                assertThat(request.path()).isEqualTo("/v1/traces");
                read(body.getBytes());
              }
              if (status != SILENT) {
                request.response().setStatusCode(status).end();
              }
            });
  }

  private void read(byte[] message) {
    try {
      ExportTraceServiceRequest.parseFrom(message)
          .getResourceSpansList()
          .forEach(
              resource -> {
                String service =
                    String.valueOf(
                        attributes(resource.getResource().getAttributesList()).get("service.name"));
                resource
                    .getScopeSpansList()
                    .forEach(scope -> scope.getSpansList().forEach(span -> add(service, span)));
              });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void add(String service, Span span) {
    HexFormat hex = HexFormat.of();
    spans.add(
        new Seen(
            service,
            hex.formatHex(span.getTraceId().toByteArray()),
            hex.formatHex(span.getSpanId().toByteArray()),
            hex.formatHex(span.getParentSpanId().toByteArray()),
            span.getName(),
            span.getKind(),
            span.getStatus().getCodeValue() == 2,
            span.getStartTimeUnixNano(),
            span.getEndTimeUnixNano(),
            attributes(span.getAttributesList()),
            span.getLinksList().stream()
                .map(link -> hex.formatHex(link.getSpanId().toByteArray()))
                .toList()));
  }

  private static Map<String, Object> attributes(List<KeyValue> all) {
    Map<String, Object> attributes = new LinkedHashMap<>();
    all.forEach(
        attribute -> {
          AnyValue value = attribute.getValue();
          attributes.put(
              attribute.getKey(),
              value.hasIntValue() ? (Object) value.getIntValue() : value.getStringValue());
        });
    return attributes;
  }

  /** All that came, in order of their begins. */
  public List<Seen> all() {
    return spans.stream().sorted(Comparator.comparingLong(Seen::start)).toList();
  }

  /** Waits for a trace with {@code count} spans, one of which is as {@code wanted}. */
  public List<Seen> trace(int count, Predicate<Seen> wanted) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (true) {
      List<Seen> all = all();
      List<Seen> found =
          all.stream()
              .filter(wanted)
              .findFirst()
              .map(one -> all.stream().filter(s -> s.trace().equals(one.trace())).toList())
              .orElse(List.of());
      if (found.size() >= count) {
        assertThat(found).as("%s", tree(found)).hasSize(count);
        return found;
      }
      assertThat(System.nanoTime()).as("only these came:\n%s", tree(all)).isLessThan(end);
      LockSupport.parkNanos(2_000_000);
    }
  }

  /** {@code spans} as people read them: a line each, parts below what they are parts of. */
  public static String tree(List<Seen> spans) {
    StringBuilder text = new StringBuilder();
    List<String> ids = spans.stream().map(Seen::id).toList();
    for (Seen span : spans) {
      if (!ids.contains(span.parent())) {
        lines(span, spans, 0, span.start(), text);
      }
    }
    return text.toString();
  }

  private static void lines(Seen span, List<Seen> all, int depth, long from, StringBuilder text) {
    text.append(
        String.format(
            "%7.3f %7.3f ms  %s%s  %s%s%n",
            (span.start() - from) / 1e6,
            (span.end() - span.start()) / 1e6,
            "  ".repeat(depth),
            span.name(),
            span.service(),
            span.failed() ? " FAILED" : ""));
    for (Seen part : new ArrayList<>(all)) {
      if (part.parent().equals(span.id())) {
        lines(part, all, depth + 1, from, text);
      }
    }
  }

  @Override
  public void close() {
    vertx.close().await();
  }
}
