package dev.serin.gateway;

import dev.serin.gateway.config.ClusterConfig.Workers;
import dev.serin.gateway.config.ConfigException;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code serin serve}: runs the gateway until it is told to end. */
@Command(
    name = "serve",
    description = "Starts the gateway; SIGTERM or Ctrl-C ends it gracefully.",
    mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {
  private static final Logger log = LoggerFactory.getLogger(ServeCommand.class);

  private final Console console;

  @Mixin private SettingsOptions settings = new SettingsOptions();

  @Option(
      names = "--workers",
      description =
          "where images are classified: local, remote (by serin worker) or both; the same as"
              + " --set cluster.workers=...")
  private @Nullable Workers workers;

  ServeCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws InterruptedException {
    Node node;
    Gateway gateway;
    try {
      node = Node.start(alone -> settings.load(alone, workers()));
      gateway = Gateway.start(node.vertx(), node.config(), node.registry()).await();
    } catch (ConfigException | StartException e) {
      log.debug("Not started", e);
      console.err().println(e.getMessage());
      return 1;
    } catch (RuntimeException e) {
      log.error("Not started", e);
      console.err().println("Serin cannot start: " + e.getMessage());
      return 1;
    }
    Shutdown.install(gateway::drain, node);
    ready(node.registry());
    new Announcement(node.config(), gateway.catalog(), gateway.port(), gateway.managementPort())
        .print(console.out());
    new CountDownLatch(1).await();
    return 0;
  }

  /** What the option says, as a setting. */
  private Map<String, String> workers() {
    return workers == null
        ? Map.of()
        : Map.of("cluster.workers", workers.name().toLowerCase(Locale.ROOT));
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
}
