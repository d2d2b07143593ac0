package dev.serin.gateway;

import static dev.serin.gateway.TestGateway.CLASSIFY;
import static io.opentelemetry.proto.trace.v1.Span.SpanKind.SPAN_KIND_CONSUMER;
import static io.opentelemetry.proto.trace.v1.Span.SpanKind.SPAN_KIND_INTERNAL;
import static io.opentelemetry.proto.trace.v1.Span.SpanKind.SPAN_KIND_PRODUCER;
import static io.opentelemetry.proto.trace.v1.Span.SpanKind.SPAN_KIND_SERVER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.serin.gateway.error.Problems;
import dev.serin.gateway.tracing.Collector;
import dev.serin.gateway.tracing.Collector.Seen;
import dev.serin.worker.testing.ModelFolders;
import dev.serin.worker.testing.TestImages;
import dev.serin.worker.testing.TinyGraph;
import io.vertx.core.json.JsonObject;
import java.net.ServerSocket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Spans as a collector gets them, of a gateway that works in one process. */
@Timeout(60)
final class TracingIT {
  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String SPAN = "b7ad6b7169203331";

  private final Collector collector = new Collector();
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private final List<Logger> listened =
      List.of(
          logger("access"), logger(Problems.class.getName()), logger("dev.serin.gateway.tracing"));
  private final List<TestGateway> gateways = new ArrayList<>();

  private final Path folder;

  TracingIT(@TempDir Path folder) {
    this.folder = folder;
  }

  private static Logger logger(String name) {
    return (Logger) LoggerFactory.getLogger(name);
  }

  @BeforeEach
  void listen() {
    lines.start();
    for (Logger logger : listened) {
      logger.setLevel(Level.INFO);
      logger.addAppender(lines);
    }
  }

  @AfterEach
  void close() {
    gateways.forEach(TestGateway::close);
    collector.close();
    listened.forEach(logger -> logger.detachAppender(lines));
  }

  /** Over the fake worker, tracing all, but for {@code settings}. */
  private TestGateway start(String... settings) {
    TestGateway serin = new TestGateway(folder.resolve("data"), settings(settings));
    gateways.add(serin);
    return serin;
  }

  private String[] settings(String... more) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "tracing.endpoint=" + collector.url(), "tracing.sample=1", "tracing.delay=10ms"));
    all.addAll(Arrays.asList(more));
    return all.toArray(String[]::new);
  }

  private TestGateway startReal() throws Exception {
    ModelFolders models = new ModelFolders(folder.resolve("models"));
    models.write("pets", "1", TinyGraph.rgb());
    models.stable("pets", "1");
    TestGateway serin = new TestGateway(models, folder.resolve("data"), settings());
    gateways.add(serin);
    return serin;
  }

  private void end(TestGateway serin) {
    gateways.remove(serin);
    serin.close();
  }

  private static HttpResponse<String> post(TestGateway serin, byte[] image) {
    return serin.send(
        serin
            .request(CLASSIFY)
            .header("Content-Type", "image/png")
            .POST(BodyPublishers.ofByteArray(image)));
  }

  /** Of the access log, as it was written. */
  private List<JsonObject> accessLines(int count) {
    Function<ListAppender<ILoggingEvent>, List<JsonObject>> read =
        all ->
            List.copyOf(all.list).stream()
                .filter(event -> event.getLoggerName().equals("access"))
                .map(event -> new JsonObject(event.getFormattedMessage()))
                .toList();
    TestGateway.await(() -> read.apply(lines).size() >= count);
    return read.apply(lines);
  }

  private static Seen one(List<Seen> spans, String name) {
    List<Seen> found = spans.stream().filter(span -> span.name().equals(name)).toList();
    assertThat(found).as("%s in\n%s", name, Collector.tree(spans)).hasSize(1);
    return found.get(0);
  }

  private static Map<String, String> parents(List<Seen> spans) {
    Map<String, String> names = spans.stream().collect(Collectors.toMap(Seen::id, Seen::name));
    return spans.stream()
        .collect(
            Collectors.toMap(Seen::name, span -> names.getOrDefault(span.parent(), span.parent())));
  }

  @Test
  void classify_realWorker_oneTraceFromSocketToRun() throws Exception {
    TestGateway serin = startReal();
    byte[] image = TestImages.plain(0xff0000);
    assertThat(post(serin, image).statusCode()).isEqualTo(200);
    List<Seen> spans = collector.trace(9, span -> span.name().equals("run"));
    System.out.println(Collector.tree(spans));
    String root = "POST /v1/models/:model/classify";
    String process = "process serin.classify";
    assertThat(parents(spans))
        .containsOnly(
            entry(root, ""),
            entry("receive body", root),
            entry("classify", root),
            entry("send serin.classify", "classify"),
            entry(process, "send serin.classify"),
            entry("wait for decoder", process),
            entry("decode", process),
            entry("wait for run", process),
            entry("run", process));
    assertThat(spans).noneMatch(Seen::failed).allMatch(span -> span.service().equals("serin"));
    assertThat(spans.stream().map(Seen::kind).distinct())
        .containsExactlyInAnyOrder(
            SPAN_KIND_SERVER, SPAN_KIND_INTERNAL, SPAN_KIND_PRODUCER, SPAN_KIND_CONSUMER);
    assertThat(one(spans, root).kind()).isEqualTo(SPAN_KIND_SERVER);
    assertThat(one(spans, root).attributes())
        .contains(
            entry("http.request.method", "POST"),
            entry("http.route", "/v1/models/:model/classify"),
            entry("http.response.status_code", 200L),
            entry("http.request.body.size", (long) image.length),
            entry("url.scheme", "http"),
            entry("client.address", "127.0.0.1"),
            entry("serin.model", "pets"),
            entry("serin.version", "1"),
            entry("serin.images", 1L),
            entry("serin.outcome", "ok"))
        .doesNotContainKey("error.type");
    assertThat(one(spans, process).attributes())
        .contains(
            entry("messaging.system", "vertx-eventbus"),
            entry("messaging.operation.type", "process"),
            entry("messaging.destination.name", "serin.classify"));
    assertThat(one(spans, "decode").attributes())
        .contains(entry("serin.image.format", "png"), entry("serin.image.width", 16L));
    assertThat(one(spans, "run").attributes())
        .contains(
            entry("serin.model", "pets"),
            entry("serin.version", "1"),
            entry("serin.provider", "cpu"),
            entry("serin.batch.size", 1L));
    inOrder(spans, "wait for decoder", "decode", "wait for run", "run");
    spans.forEach(span -> isWithin(span, spans));

    JsonObject line = accessLines(1).get(0);
    assertThat(line.getString("trace.id")).isEqualTo(spans.get(0).trace());
    assertThat(line.getString("span.id")).isEqualTo(one(spans, root).id());
  }

  private static void inOrder(List<Seen> spans, String... names) {
    for (int i = 1; i < names.length; i++) {
      assertThat(one(spans, names[i]).start())
          .as(names[i])
          .isGreaterThanOrEqualTo(one(spans, names[i - 1]).end());
    }
  }

  private static void isWithin(Seen part, List<Seen> all) {
    all.stream()
        .filter(span -> span.id().equals(part.parent()))
        .forEach(
            whole -> {
              assertThat(part.start()).as(part.name()).isGreaterThanOrEqualTo(whole.start());
              assertThat(part.end()).as(part.name()).isLessThanOrEqualTo(whole.end());
            });
  }

  @Test
  void classify_severalImages_eachHasItsOwnWayInOneTrace() throws Exception {
    TestGateway serin = startReal();
    List<byte[]> images =
        List.of(TestImages.plain(0xff0000), TestImages.plain(0xff00), TestImages.plain(0xff));
    assertThat(serin.classify("pets", images).join().statusCode()).isEqualTo(200);
    List<Seen> spans = collector.trace(2 + 3 * 7, span -> span.name().equals("run"));
    assertThat(spans.stream().filter(span -> span.name().equals("run")))
        .hasSize(3)
        .allSatisfy(
            run -> assertThat((Long) run.attributes().get("serin.batch.size")).isBetween(1L, 3L));
    // A cached answer: nothing is asked.
    assertThat(serin.classify("pets", images).join().statusCode()).isEqualTo(200);
    List<Seen> cached =
        collector.trace(2, span -> Long.valueOf(3).equals(span.attributes().get("serin.cached")));
    assertThat(cached.stream().map(Seen::name))
        .containsExactly("POST /v1/models/:model/classify", "receive body");
  }

  @Test
  void classify_notAnImage_failsWhereItFailedAndIsNoErrorOfTheServer() throws Exception {
    TestGateway serin = startReal();
    assertThat(serin.classify("no image").statusCode()).isEqualTo(415);
    List<Seen> spans = collector.trace(7, span -> span.name().equals("decode"));
    for (String name :
        List.of("classify", "send serin.classify", "process serin.classify", "decode")) {
      assertThat(one(spans, name).failed()).as(name).isTrue();
      assertThat(one(spans, name).attributes()).containsEntry("error.type", "unsupported_format");
    }
    Seen root = one(spans, "POST /v1/models/:model/classify");
    assertThat(root.failed()).isFalse();
    assertThat(root.attributes())
        .contains(
            entry("http.response.status_code", 415L), entry("serin.outcome", "unsupported-format"))
        .doesNotContainKey("error.type");
  }

  @Test
  void classify_refused_anErrorOfTheServer() {
    TestGateway serin = start();
    assertThat(serin.classify("OVERLOADED").statusCode()).isEqualTo(503);
    List<Seen> spans = collector.trace(3, span -> span.name().equals("classify"));
    assertThat(one(spans, "classify").attributes()).containsEntry("error.type", "overloaded");
    Seen root = one(spans, "POST /v1/models/:model/classify");
    assertThat(root.failed()).isTrue();
    assertThat(root.attributes())
        .contains(entry("http.response.status_code", 503L), entry("error.type", "overloaded"));
  }

  @Test
  void classify_innerFault_itsLogNamesTheTrace() {
    TestGateway serin = start();
    serin.inference.faulty = request -> true;
    assertThat(serin.classify("a").statusCode()).isEqualTo(500);
    List<Seen> spans = collector.trace(3, span -> span.name().equals("classify"));
    TestGateway.await(() -> lines.list.stream().anyMatch(e -> e.getLevel() == Level.ERROR));
    assertThat(lines.list)
        .filteredOn(event -> event.getLevel() == Level.ERROR)
        .isNotEmpty()
        .allSatisfy(
            event ->
                assertThat(event.getMDCPropertyMap())
                    .containsEntry("trace.id", spans.get(0).trace())
                    .containsKey("span.id"));
  }

  @Test
  void classify_sameImageUnderWay_linkedWithTheOneThatComputes() {
    TestGateway serin = start();
    serin.inference.holding = true;
    CompletableFuture<HttpResponse<String>> first =
        CompletableFuture.supplyAsync(() -> serin.classify("a"));
    TestGateway.await(() -> !serin.inference.held.isEmpty());
    CompletableFuture<HttpResponse<String>> second =
        CompletableFuture.supplyAsync(() -> serin.classify("a", "User-Agent", "second"));
    // What has its body asks in the same turn of its event loop.
    TestGateway.await(
        () -> collector.all().stream().filter(s -> s.name().equals("receive body")).count() == 2);
    serin.inference.releaseAll();
    assertThat(first.join().statusCode()).isEqualTo(200);
    assertThat(second.join().headers().firstValue("Cache-Status"))
        .contains("serin; fwd=miss; collapsed");
    Seen computed = one(collector.trace(3, span -> span.name().equals("classify")), "classify");
    List<Seen> joined =
        collector.trace(2, span -> "second".equals(span.attributes().get("user_agent.original")));
    assertThat(joined.get(0).links()).containsExactly(computed.id());
    assertThat(joined.get(0).trace()).isNotEqualTo(computed.trace());
  }

  @Test
  void traceparent_sampledByTheCaller_goesOnWhateverTheShare() {
    TestGateway serin = start("tracing.sample=0");
    serin.classify("a", "traceparent", "00-" + TRACE + "-" + SPAN + "-01");
    serin.classify("b", "traceparent", "00-" + TRACE + "-" + SPAN + "-00");
    serin.classify("c");
    List<Seen> spans = collector.trace(3, span -> true);
    assertThat(spans).allMatch(span -> span.trace().equals(TRACE));
    assertThat(one(spans, "POST /v1/models/:model/classify").parent()).isEqualTo(SPAN);
    // The line of one that is not recorded names the caller's trace all the same.
    List<JsonObject> access = accessLines(3);
    assertThat(access.stream().map(line -> line.getString("trace.id")))
        .containsExactly(TRACE, TRACE, null);
    assertThat(access.get(1).containsKey("span.id")).isFalse();
  }

  @Test
  void traceparent_malformed_ignored() {
    TestGateway serin = start("tracing.service=mine", "tracing.headers=X-Key=hush");
    List<String> malformed =
        List.of(
            "x",
            "00-" + TRACE + "-" + SPAN,
            "ff-" + TRACE + "-" + SPAN + "-01",
            "00-" + "0".repeat(32) + "-" + SPAN + "-01",
            "00-" + TRACE.toUpperCase(Locale.ROOT) + "-" + SPAN + "-01");
    malformed.forEach(
        text -> assertThat(serin.classify("a", "traceparent", text).statusCode()).isEqualTo(200));
    String good = "00-" + TRACE + "-" + SPAN + "-01";
    serin.classify("a", "traceparent", good, "traceparent", good);
    TestGateway.await(
        () ->
            collector.all().stream().filter(s -> s.kind() == SPAN_KIND_SERVER).count()
                == malformed.size() + 1);
    assertThat(collector.all())
        .noneMatch(span -> span.trace().equals(TRACE))
        .allMatch(span -> span.service().equals("mine"));
    assertThat(collector.headers).containsEntry("x-key", "hush");
    assertThat(accessLines(1)).allMatch(line -> !line.getString("trace.id").equals(TRACE));
  }

  @Test
  void drain_spansWait_sentBeforeTheEnd() {
    TestGateway serin = start("tracing.delay=1m");
    assertThat(serin.get("/v1/models").statusCode()).isEqualTo(200);
    serin.assertIdle();
    assertThat(collector.all()).isEmpty();
    end(serin);
    assertThat(one(collector.all(), "GET /v1/models").attributes())
        .containsEntry("http.response.status_code", 200L);
  }

  private double spans(TestGateway serin, String outcome) {
    return serin.registry.get("serin.trace.spans").tag("outcome", outcome).counter().count();
  }

  private List<String> said() {
    return List.copyOf(lines.list).stream()
        .filter(event -> event.getLevel() == Level.WARN)
        .map(ILoggingEvent::getFormattedMessage)
        .toList();
  }

  @Test
  void collector_down_allAnswersAndOneLine() throws Exception {
    int nobody;
    try (ServerSocket free = new ServerSocket(0)) {
      nobody = free.getLocalPort();
    }
    TestGateway serin =
        start("tracing.endpoint=http://127.0.0.1:" + nobody, "tracing.timeout=50ms");
    int sent = 0;
    while (spans(serin, "not-taken") < 20) {
      assertThat(serin.get("/v1/models").statusCode()).isEqualTo(200);
      sent++;
    }
    assertThat(sent).isGreaterThanOrEqualTo(20);
    assertThat(said()).hasSize(1).first().asString().contains(nobody + " takes no spans");
  }

  @Test
  void collector_hangs_allAnswersWhatIsTooMuchIsCountedAndTheEndDoesNotWait() {
    collector.status = Collector.SILENT;
    TestGateway serin = start("tracing.queue=8", "tracing.timeout=60s");
    for (int i = 0; i < 50; i++) {
      assertThat(serin.get("/v1/models").statusCode()).isEqualTo(200);
    }
    serin.assertIdle();
    TestGateway.await(() -> spans(serin, "queue-full") == 42);
    assertThat(serin.registry.get("serin.trace.queue.length").gauge().value()).isEqualTo(8);
    assertThat(serin.registry.scrape())
        .contains("serin_trace_spans_total{outcome=\"queue-full\"} 42");
    collector.close();
  }

  @Test
  void collector_hangsAtTheEnd_theDrainIsBounded() {
    collector.status = Collector.SILENT;
    TestGateway serin = start("tracing.timeout=200ms");
    serin.get("/v1/models");
    TestGateway.await(() -> collector.transfers.get() > 0);
    long start = System.nanoTime();
    end(serin);
    assertThat(System.nanoTime() - start).isLessThan(10_000_000_000L);
  }

  @Test
  void collector_comesBack_saidOnce() {
    collector.status = 400;
    TestGateway serin = start();
    serin.get("/v1/models");
    TestGateway.await(() -> spans(serin, "not-taken") == 1);
    collector.status = 200;
    serin.get("/v1/models");
    TestGateway.await(() -> spans(serin, "sent") == 1);
    assertThat(said()).hasSize(1);
    assertThat(lines.list)
        .anyMatch(event -> event.getFormattedMessage().endsWith("takes spans again"));
  }

  @Test
  void tracing_off_noMetersAndNoTraceInTheLog() {
    TestGateway serin = new TestGateway(folder.resolve("data"));
    gateways.add(serin);
    serin.classify("a", "traceparent", "00-" + TRACE + "-" + SPAN + "-01");
    assertThat(accessLines(1).get(0).encode()).doesNotContain("trace.id").doesNotContain(TRACE);
    assertThat(serin.registry.find("serin.trace.spans").counters()).isEmpty();
    assertThat(collector.transfers).hasValue(0);
  }
}
