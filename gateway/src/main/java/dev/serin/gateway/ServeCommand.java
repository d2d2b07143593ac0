package dev.serin.gateway;

import ch.qos.logback.classic.LoggerContext;
import dev.serin.gateway.config.ConfigException;
import dev.serin.gateway.config.GatewayConfig;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.micrometer.Label;
import io.vertx.micrometer.MetricsDomain;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import java.lang.management.ManagementFactory;
import java.util.EnumSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code serin serve}: runs the gateway until it is told to end. */
@Command(
    name = "serve",
    description = "Starts the gateway; SIGTERM or Ctrl-C ends it gracefully.",
    mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {
  private static final Logger log = LoggerFactory.getLogger(ServeCommand.class);

  /** Beyond the drain: to close models and Vert.x. */
  private static final long CLOSE_SECONDS_MAX = 30;

  private final Console console;

  @Mixin private SettingsOptions settings = new SettingsOptions();

  ServeCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws InterruptedException {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    Vertx vertx = vertx(registry);
    GatewayConfig config;
    Gateway gateway;
    try {
      config = settings.load(vertx);
      gateway = Gateway.start(vertx, config, registry).await();
    } catch (ConfigException | StartException e) {
      log.debug("Not started", e);
      console.err().println(e.getMessage());
      return 1;
    } catch (RuntimeException e) {
      log.error("Not started", e);
      console.err().println("Serin cannot start: " + e.getMessage());
      return 1;
    }
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> end(vertx, gateway, config), "serin-shutdown"));
    ready(registry);
    new Announcement(config, gateway.catalog(), gateway.port(), gateway.managementPort())
        .print(console.out());
    new CountDownLatch(1).await();
    return 0;
  }

  /** The JVM is asked, not the system, whose notes of when a process began may be a second off. */
  private static void ready(PrometheusMeterRegistry registry) {
    double seconds = ManagementFactory.getRuntimeMXBean().getUptime() / 1e3;
    Gauge.builder("serin.ready", () -> seconds)
        .description("From the start of the JVM until it could answer")
        .baseUnit("seconds")
        .register(registry);
    log.info("ready {} s after the start of the JVM", seconds);
  }

  /** Meters of Vert.x itself; labels that strangers could fill at will are left out. */
  static Vertx vertx(PrometheusMeterRegistry registry) {
    return Vertx.builder()
        .with(
            new VertxOptions()
                .setPreferNativeTransport(true)
                .setMetricsOptions(
                    new MicrometerMetricsOptions()
                        .setEnabled(true)
                        .setRegistryName("serin-" + System.identityHashCode(registry))
                        .setJvmMetricsEnabled(true)
                        .setNettyMetricsEnabled(true)
                        .setLabels(
                            EnumSet.of(
                                Label.HTTP_CODE,
                                Label.POOL_TYPE,
                                Label.POOL_NAME,
                                Label.CLASS_NAME))
                        .addDisabledMetricsCategory(MetricsDomain.EVENT_BUS)
                        // A seventh of the CPU time of a GET from the cache; RequestMeters
                        // counts and times requests instead.
                        .addDisabledMetricsCategory(MetricsDomain.HTTP_SERVER)))
        .withMetrics(new MicrometerMetricsFactory(registry))
        .build();
  }

  /**
   * Runs when the JVM was told to end. Halts it with 0: all was done as asked, while the JVM's own
   * status would be 143 or 130.
   */
  private static void end(Vertx vertx, Gateway gateway, GatewayConfig config) {
    int status = 0;
    try {
      Future<Void> closed = gateway.drain().eventually(vertx::close);
      long seconds =
          config.shutdown().delay().plus(config.shutdown().drain()).toSeconds() + CLOSE_SECONDS_MAX;
      closed.toCompletionStage().toCompletableFuture().get(seconds, TimeUnit.SECONDS);
    } catch (Exception e) {
      log.error("The shutdown was not clean", e);
      status = 1;
    }
    // Writes what the access log still holds back.
    ((LoggerContext) LoggerFactory.getILoggerFactory()).stop();
    Runtime.getRuntime().halt(status);
  }
}
