package dev.serin.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.serin.gateway.config.FeedbackConfig.Evidence;
import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class GatewayConfigTest {
  private static final Path SHIPPED = Path.of("..", "config", "serin.yaml");
  private static final Vertx vertx = Vertx.vertx();

  @AfterAll
  static void close() {
    vertx.close().await();
  }

  @Test
  void load_shippedFile_documentedDefaults() {
    int cores = Runtime.getRuntime().availableProcessors();
    GatewayConfig config = load(SHIPPED, Map.of(), Map.of());
    assertThat(config.http())
        .isEqualTo(
            new HttpConfig(
                "0.0.0.0",
                8080,
                cores,
                4096,
                1024,
                4096,
                16384,
                Duration.ofSeconds(10),
                Duration.ofSeconds(60),
                Duration.ofSeconds(1)));
    assertThat(config.management())
        .isEqualTo(new ManagementConfig("127.0.0.1", 8081, 256, Optional.empty()));
    assertThat(config.models())
        .isEqualTo(new ModelsConfig(Path.of("models"), Duration.ofSeconds(2)));
    assertThat(config.data()).isEqualTo(new DataConfig(Path.of("data")));
    assertThat(config.journal())
        .isEqualTo(
            new JournalConfig(
                Optional.empty(), Optional.empty(), Optional.empty(), Duration.ofSeconds(5), 1024));
    assertThat(config.upload())
        .isEqualTo(
            new UploadConfig(
                64,
                512,
                256L << 20,
                16,
                10 << 20,
                40 << 20,
                64,
                4096,
                50_000_000,
                Duration.ofSeconds(10),
                256 << 10));
    assertThat(config.inference())
        .isEqualTo(
            new InferenceConfig(
                InferenceConfig.Provider.AUTO,
                Set.of(InferenceConfig.Knob.values()),
                cores,
                1,
                cores,
                64,
                8,
                Duration.ofMillis(1),
                Duration.ofSeconds(10),
                Duration.ofSeconds(60),
                5,
                1000));
    assertThat(config.results()).isEqualTo(new ResultsConfig(100_000, Optional.empty(), 64L << 20));
    assertThat(config.cdn())
        .isEqualTo(
            new CdnConfig(
                "",
                Duration.ofDays(7),
                List.of(),
                CdnConfig.Signed.OFF,
                Optional.empty(),
                Optional.empty(),
                Duration.ofHours(1)));
    assertThat(config.images())
        .isEqualTo(
            new ImagesConfig(
                256L << 20,
                Optional.empty(),
                10L << 30,
                1_000_000,
                ImagesConfig.Sync.NONE,
                4,
                1024,
                Duration.ofSeconds(2)));
    assertThat(config.bucket())
        .isEqualTo(
            new BucketConfig(
                Optional.empty(),
                Optional.empty(),
                "us-east-1",
                BucketConfig.Addressing.PATH,
                "",
                Optional.empty(),
                Optional.empty(),
                8,
                10_000,
                Duration.ofSeconds(5)));
    assertThat(config.usage()).isEqualTo(new UsageConfig(Duration.ofSeconds(10)));
    assertThat(config.feedback())
        .isEqualTo(
            new FeedbackConfig(
                Evidence.TRUSTED,
                Duration.ofDays(365),
                1_000_000,
                Optional.empty(),
                Optional.empty()));
    assertThat(config.shadow())
        .isEqualTo(new ShadowConfig(64, 64L << 20, Duration.ofSeconds(30), 1024));
    assertThat(config.rollouts())
        .isEqualTo(
            new RolloutsConfig(
                Duration.ofSeconds(1), Duration.ofMillis(250), Duration.ofSeconds(3), 32));
    assertThat(config.purge())
        .isEqualTo(
            new PurgeConfig(
                List.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                Duration.ofSeconds(2),
                256,
                Duration.ofHours(1),
                Optional.of(Duration.ofSeconds(10))));
    assertThat(config.renditions())
        .isEqualTo(
            new RenditionsConfig(
                List.of(160, 320, 640, 1280),
                List.of("jpeg", "webp", "png"),
                80,
                64L << 20,
                1,
                64,
                Duration.ofSeconds(10)));
    assertThat(config.jobs()).isEqualTo(new JobsConfig(256, 64L << 20, Duration.ofMinutes(10)));
    assertThat(config.tracing())
        .isEqualTo(
            new TracingConfig(
                Optional.empty(),
                Map.of(),
                0.01,
                "serin",
                Duration.ofSeconds(1),
                Duration.ofSeconds(5),
                4096));
    assertThat(config.shutdown())
        .isEqualTo(new ShutdownConfig(Duration.ZERO, Duration.ofSeconds(20)));
  }

  @Test
  void load_everyKeySet_everyFieldFollows() {
    Map<String, String> set = new LinkedHashMap<>();
    set.put("http.host", "::1");
    set.put("http.port", "0");
    set.put("http.event-loops", "3");
    set.put("http.connections", "7");
    set.put("http.backlog", "8");
    set.put("http.request-line-size", "1KiB");
    set.put("http.header-size", "2KiB");
    set.put("http.head-timeout", "3s");
    set.put("http.idle-timeout", "2m");
    set.put("http.retry-after", "5s");
    set.put("management.host", "localhost");
    set.put("management.port", "9");
    set.put("management.connections", "4");
    set.put("management.token", "hush");
    set.put("models.directory", "m");
    set.put("models.poll", "1h");
    set.put("data.directory", "d");
    set.put("journal.url", "jdbc:postgresql://db/serin");
    set.put("journal.user", "serin");
    set.put("journal.password", "hush hush");
    set.put("journal.timeout", "1s");
    set.put("journal.queue", "6");
    set.put("upload.slots", "1");
    set.put("upload.bodies", "9");
    set.put("upload.memory", "1GiB");
    set.put("upload.images", "2");
    set.put("upload.image-size", "3B");
    set.put("upload.request-size", "4");
    set.put("upload.parts", "5");
    set.put("upload.part-header-size", "128");
    set.put("upload.pixels", "6");
    set.put("upload.body-timeout", "10ms");
    set.put("upload.body-rate", "1");
    set.put("inference.provider", "cuda");
    set.put("inference.lanes", "4");
    set.put("inference.intra-op-threads", "5");
    set.put("inference.decode-threads", "6");
    set.put("inference.queue-length", "7");
    set.put("inference.batch-size", "8");
    set.put("inference.batch-delay", "0ms");
    set.put("inference.deadline", "1s");
    set.put("inference.deadline-max", "2s");
    set.put("inference.top", "1");
    set.put("inference.top-max", "2");
    set.put("results.entries", "10");
    set.put("results.expiry", "1d");
    set.put("results.documents", "3MiB");
    set.put("images.memory", "2MiB");
    set.put("images.directory", "shared/images");
    set.put("images.disk", "3MiB");
    set.put("images.files", "4");
    set.put("images.sync", "image");
    set.put("images.threads", "5");
    set.put("images.queue", "6");
    set.put("images.timeout", "7s");
    set.put("bucket.name", "photos");
    set.put("bucket.endpoint", "http://s3.local:9000");
    set.put("bucket.region", "eu-west-1");
    set.put("bucket.addressing", "host");
    set.put("bucket.prefix", "p/");
    set.put("bucket.access-key", "key");
    set.put("bucket.secret-key", "hush");
    set.put("bucket.connections", "2");
    set.put("bucket.queue", "3");
    set.put("bucket.timeout", "50ms");
    set.put("usage.flush", "1m");
    set.put("feedback.evidence", "all");
    set.put("feedback.keep", "30d");
    set.put("feedback.rows", "5");
    set.put("feedback.key", "0123456789abcdef");
    set.put("feedback.key-old", "fedcba9876543210");
    set.put("shadow.queue", "1");
    set.put("shadow.memory", "1MiB");
    set.put("shadow.timeout", "10ms");
    set.put("shadow.labels", "2");
    set.put("rollouts.tick", "250ms");
    set.put("rollouts.streams", "3");
    set.put("purge.http", "https://cdn.example/hook?x=1");
    set.put("purge.varnish", "http://a:6081, http://[::1]:6081");
    set.put("purge.nginx", "http://b http://c");
    set.put("purge.secret", "hush");
    set.put("purge.timeout", "1s");
    set.put("purge.queue", "3");
    set.put("purge.retry", "0s");
    set.put("purge.again", "never");
    set.put("renditions.widths", "[64, 32]");
    set.put("renditions.formats", "webp");
    set.put("renditions.quality", "90");
    set.put("renditions.memory", "1MiB");
    set.put("renditions.threads", "2");
    set.put("renditions.queue", "5");
    set.put("renditions.deadline", "1s");
    set.put("jobs.number", "4");
    set.put("jobs.memory", "1KiB");
    set.put("jobs.expiry", "1m");
    set.put("tracing.endpoint", "https://collector.example:4318");
    set.put("tracing.headers", "Api-Key = hush=hush , x=y");
    set.put("tracing.sample", "0.5");
    set.put("tracing.service", "serin-eu");
    set.put("tracing.delay", "20ms");
    set.put("tracing.timeout", "3s");
    set.put("tracing.queue", "7");
    set.put("shutdown.delay", "3s");
    set.put("shutdown.drain", "4s");
    GatewayConfig config = load(SHIPPED, Map.of(), set);
    assertThat(config.http())
        .isEqualTo(
            new HttpConfig(
                "::1",
                0,
                3,
                7,
                8,
                1024,
                2048,
                Duration.ofSeconds(3),
                Duration.ofMinutes(2),
                Duration.ofSeconds(5)));
    assertThat(config.management().connections()).isEqualTo(4);
    assertThat(config.management().token().orElseThrow().reveal()).isEqualTo("hush");
    assertThat(config.models()).isEqualTo(new ModelsConfig(Path.of("m"), Duration.ofHours(1)));
    assertThat(config.data()).isEqualTo(new DataConfig(Path.of("d")));
    assertThat(config.journal().url()).contains("jdbc:postgresql://db/serin");
    assertThat(config.journal().user()).contains("serin");
    assertThat(config.journal().password().orElseThrow().reveal()).isEqualTo("hush hush");
    assertThat(config.journal().timeout()).isEqualTo(Duration.ofSeconds(1));
    assertThat(config.journal().queue()).isEqualTo(6);
    assertThat(config.upload())
        .isEqualTo(new UploadConfig(1, 9, 1L << 30, 2, 3, 4, 5, 128, 6, Duration.ofMillis(10), 1));
    assertThat(config.inference())
        .isEqualTo(
            new InferenceConfig(
                InferenceConfig.Provider.CUDA,
                Set.of(),
                4,
                5,
                6,
                7,
                8,
                Duration.ZERO,
                Duration.ofSeconds(1),
                Duration.ofSeconds(2),
                1,
                2));
    assertThat(config.results())
        .isEqualTo(new ResultsConfig(10, Optional.of(Duration.ofDays(1)), 3 << 20));
    assertThat(config.images())
        .isEqualTo(
            new ImagesConfig(
                2 << 20,
                Optional.of(Path.of("shared/images")),
                3 << 20,
                4,
                ImagesConfig.Sync.IMAGE,
                5,
                6,
                Duration.ofSeconds(7)));
    assertThat(config.bucket().name()).contains("photos");
    assertThat(config.bucket().endpoint()).contains(URI.create("http://s3.local:9000"));
    assertThat(config.bucket().region()).isEqualTo("eu-west-1");
    assertThat(config.bucket().addressing()).isEqualTo(BucketConfig.Addressing.HOST);
    assertThat(config.bucket().prefix()).isEqualTo("p/");
    assertThat(config.bucket().accessKey().orElseThrow().reveal()).isEqualTo("key");
    assertThat(config.bucket().secretKey().orElseThrow().reveal()).isEqualTo("hush");
    assertThat(config.bucket().connections()).isEqualTo(2);
    assertThat(config.bucket().queue()).isEqualTo(3);
    assertThat(config.bucket().timeout()).isEqualTo(Duration.ofMillis(50));
    assertThat(config.usage()).isEqualTo(new UsageConfig(Duration.ofMinutes(1)));
    assertThat(config.feedback().evidence()).isEqualTo(Evidence.ALL);
    assertThat(config.feedback().keep()).isEqualTo(Duration.ofDays(30));
    assertThat(config.feedback().rows()).isEqualTo(5);
    assertThat(config.feedback().key().orElseThrow().reveal()).isEqualTo("0123456789abcdef");
    assertThat(config.feedback().keyOld().orElseThrow().reveal()).isEqualTo("fedcba9876543210");
    assertThat(config.shadow()).isEqualTo(new ShadowConfig(1, 1 << 20, Duration.ofMillis(10), 2));
    assertThat(config.rollouts())
        .isEqualTo(
            new RolloutsConfig(
                Duration.ofMillis(250), Duration.ofMillis(250), Duration.ofSeconds(3), 3));
    assertThat(config.purge().http()).containsExactly(URI.create("https://cdn.example/hook?x=1"));
    assertThat(config.purge().varnish())
        .containsExactly(URI.create("http://a:6081"), URI.create("http://[::1]:6081"));
    assertThat(config.purge().nginx())
        .containsExactly(URI.create("http://b"), URI.create("http://c"));
    assertThat(config.purge().secret().orElseThrow().reveal()).isEqualTo("hush");
    assertThat(config.purge().timeout()).isEqualTo(Duration.ofSeconds(1));
    assertThat(config.purge().queue()).isEqualTo(3);
    assertThat(config.purge().retry()).isZero();
    assertThat(config.purge().again()).isEmpty();
    assertThat(config.renditions())
        .isEqualTo(
            new RenditionsConfig(
                List.of(64, 32), List.of("webp"), 90, 1 << 20, 2, 5, Duration.ofSeconds(1)));
    assertThat(config.jobs()).isEqualTo(new JobsConfig(4, 1024, Duration.ofMinutes(1)));
    assertThat(config.tracing().endpoint())
        .contains(URI.create("https://collector.example:4318/v1/traces"));
    assertThat(config.tracing().headers()).containsOnlyKeys("Api-Key", "x");
    assertThat(config.tracing().headers().values().stream().map(Secret::reveal))
        .containsExactlyInAnyOrder("hush=hush", "y");
    assertThat(config.tracing().sample()).isEqualTo(0.5);
    assertThat(config.tracing().service()).isEqualTo("serin-eu");
    assertThat(config.tracing().delay()).isEqualTo(Duration.ofMillis(20));
    assertThat(config.tracing().timeout()).isEqualTo(Duration.ofSeconds(3));
    assertThat(config.tracing().queue()).isEqualTo(7);
    assertThat(config.shutdown())
        .isEqualTo(new ShutdownConfig(Duration.ofSeconds(3), Duration.ofSeconds(4)));
  }

  @Test
  void load_fileEnvironmentCommandLine_theLaterWins() {
    assertThat(load(SHIPPED, Map.of("SERIN_HTTP_PORT", "9000"), Map.of()).http().port())
        .isEqualTo(9000);
    assertThat(
            load(SHIPPED, Map.of("SERIN_HTTP_PORT", "9000"), Map.of("http.port", "9001"))
                .http()
                .port())
        .isEqualTo(9001);
    assertThat(
            load(SHIPPED, Map.of("SERIN_INFERENCE_INTRA_OP_THREADS", "3", "HOME", "/"), Map.of())
                .inference()
                .intraOpThreads())
        .isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource({
    "http.port, 65536, a whole number from 0 to 65535",
    "http.port, x, a whole number from 0 to 65535",
    "http.port, '', a whole number from 0 to 65535",
    "http.event-loops, many, auto or a whole number",
    "upload.image-size, 10MB, a size from 1B to 1GiB",
    "inference.batch-delay, 2, auto or a time from 0s to 1s",
    "inference.deadline, 2h, a time from 1ms",
    "inference.provider, gpu, auto or cpu or cuda",
    "results.expiry, 1, never or a time",
    "models.directory, '', a path",
    "journal.timeout, 1ms, a time from 100ms",
    "journal.queue, 0, a whole number from 1",
    "rollouts.tick, 1ms, a time from 10ms to 60s",
    "rollouts.streams, 0, a whole number from 1 to 10000",
    "upload.image-size, 1GiB, upload.image-size must be at most",
    "inference.deadline, 61s, inference.deadline must be at most inference.deadline-max",
    "feedback.evidence, callers, trusted or all",
    "feedback.keep, 1m, a time from 3600s",
    "feedback.rows, 0, a whole number from 1 to 1000000000",
    "feedback.key, short, feedback.key must have at least 16 characters",
    "feedback.key-old, short, feedback.key-old must have at least 16 characters",
    "images.disk, 1TB, a size from 0B to",
    "images.sync, always, none or image",
    "shadow.queue, 0, a whole number from 1 to 100000",
    "shadow.memory, 1KiB, a size from 1MiB",
    "shadow.timeout, 30, a time from 10ms",
    "shadow.labels, 0, a whole number from 1 to 1000000",
    "purge.varnish, varnish:6081, purge.varnish must name URLs like http://host:port",
    "purge.http, http://me:hush@host, purge.http must name URLs like http://host:port",
    "purge.queue, 0, a whole number from 1",
    "renditions.widths, '160, x', renditions.widths must be whole numbers",
    "renditions.formats, avif, renditions.formats must name one or more of [jpeg, png, webp]",
    "renditions.quality, 101, a whole number from 1 to 100",
    "jobs.number, 0, a whole number from 1",
    "tracing.sample, 1.5, a number from 0.0 to 1.0",
    "tracing.sample, NaN, a number from 0.0 to 1.0",
    "tracing.service, '', some text",
    "tracing.delay, 1, a time from 10ms",
    "tracing.timeout, 2m, a time from 10ms to 60s",
    "tracing.queue, 0, a whole number from 1",
    "inference.top, 1001, inference.top must be at most inference.top-max"
  })
  void load_badValue_namesKeyValueSourceAndWhatIsAllowed(String key, String value, String allowed) {
    String message = refusal(SHIPPED, Map.of(), Map.of(key, value));
    assertThat(message).contains(key).contains(allowed);
    boolean together =
        Stream.of("at most", "characters", "must name", "must be whole numbers")
            .anyMatch(message::contains);
    if (!together) {
      assertThat(message).contains("'" + value + "' in --set");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "jdbc:mysql://hush/serin, must be empty (SQLite) or start with jdbc:postgresql:",
    "jdbc:postgresql://db/serin?password=hush, journal.password is the place for it"
  })
  void load_badJournalUrl_saysWhatIsAllowedAndNotWhatWasGiven(String url, String allowed) {
    assertThat(refusal(SHIPPED, Map.of(), Map.of("journal.url", url)))
        .contains("journal.url")
        .contains(allowed)
        .doesNotContain("hush");
  }

  @ParameterizedTest
  @CsvSource({
    "bucket.endpoint, s3.local:9000, bucket.endpoint must be http://HOST:PORT",
    "bucket.access-key, lonely, must both be given",
  })
  void load_badBucket_saysWhatIsAllowed(String key, String value, String allowed) {
    assertThat(refusal(SHIPPED, Map.of(), Map.of(key, value))).contains(allowed);
  }

  @ParameterizedTest
  @CsvSource({
    "tracing.endpoint, collector:4318, tracing.endpoint must be like http://HOST:4318",
    "tracing.endpoint, http://me:hush@host, tracing.endpoint must be like http://HOST:4318",
    "tracing.endpoint, http://ho^st, tracing.endpoint is no URL",
    "tracing.headers, hush, tracing.headers must be NAME=VALUE",
    "tracing.headers, 'a=b, c d=hush', tracing.headers must be NAME=VALUE",
  })
  void load_badTracing_saysWhatIsAllowedAndNoSecret(String key, String value, String allowed) {
    assertThat(refusal(SHIPPED, Map.of(), Map.of(key, value)))
        .contains(allowed)
        .doesNotContain("hush");
  }

  @Test
  void load_tracingEndpointWithAPath_keepsIt() {
    assertThat(
            load(SHIPPED, Map.of(), Map.of("tracing.endpoint", "http://host/otlp/v1/traces"))
                .tracing()
                .endpoint())
        .contains(URI.create("http://host/otlp/v1/traces"));
  }

  @Test
  void load_logFormat_oneOfTheTwo() {
    assertThat(load(SHIPPED, Map.of("SERIN_LOG_FORMAT", "json"), Map.of())).isNotNull();
    assertThat(refusal(SHIPPED, Map.of("SERIN_LOG_FORMAT", "xml"), Map.of()))
        .contains("SERIN_LOG_FORMAT must be text or json");
  }

  @Test
  void load_certificatesThatAreNotThere_areNamed(@TempDir Path folder) throws Exception {
    String there = Files.writeString(folder.resolve("there.pem"), "x").toString();
    String away = folder.resolve("away.pem").toString();
    assertThat(
            refusal(
                SHIPPED,
                Map.of(),
                Map.of("cluster.certificate", there, "cluster.key", away, "cluster.trust", "/")))
        .contains("cluster.key: there is no file '" + away + "' that can be read")
        .contains("cluster.trust: there is no file '/'")
        .doesNotContain("cluster.certificate:");
    assertThat(refusal(SHIPPED, Map.of(), Map.of("cluster.key", there))).contains("go together");
  }

  @Test
  void load_bucketWithoutDisk_refused() {
    assertThat(refusal(SHIPPED, Map.of(), Map.of("bucket.name", "photos", "images.disk", "0B")))
        .contains("bucket.name needs images.disk");
  }

  @Test
  void load_unknownKeys_allNamedWithTheNearestAndWhereTheyStood(@TempDir Path folder)
      throws Exception {
    Path file = folder.resolve("my.yaml");
    Files.writeString(file, Files.readString(SHIPPED).replace("  port: 8080", "  prot: 8080"));
    String message =
        refusal(
            file,
            Map.of("SERIN_HTTP_PROT", "1", "SERIN_JAVA_OPTS", "-Xmx1g"),
            Map.of("uplaod.slots", "1"));
    assertThat(message)
        .contains("'http.prot' in " + file + " is no setting; did you mean 'http.port'?")
        .contains(
            "'SERIN_HTTP_PROT' in the environment is no setting; did you mean 'SERIN_HTTP_PORT'?")
        .contains("'uplaod.slots' in --set is no setting; did you mean 'upload.slots'?")
        .contains("'http.port' is missing in " + file)
        .doesNotContain("JAVA_OPTS");
  }

  @Test
  void load_noFileOrNoYaml_saysSo(@TempDir Path folder) throws Exception {
    Path absent = folder.resolve("absent.yaml");
    assertThat(refusal(absent, Map.of(), Map.of())).contains("There is no file " + absent);
    Path broken = folder.resolve("broken.yaml");
    Files.writeString(broken, "http: [");
    assertThat(refusal(broken, Map.of(), Map.of())).contains(broken + " is no YAML");
  }

  @Test
  void toString_token_hidden() {
    assertThat(load(SHIPPED, Map.of(), Map.of("management.token", "hush")).toString())
        .doesNotContain("hush");
  }

  private static GatewayConfig load(
      Path file, Map<String, String> environment, Map<String, String> set) {
    return ConfigLoader.load(vertx, file, environment, set)
        .toCompletionStage()
        .toCompletableFuture()
        .join();
  }

  private static String refusal(
      Path file, Map<String, String> environment, Map<String, String> set) {
    return String.valueOf(
        catchThrowableOfType(
                ConfigException.class,
                () -> ConfigLoader.load(vertx, file, environment, set).await())
            .getMessage());
  }
}
