package dev.serin.gateway;

import dev.serin.gateway.config.ConfigException;
import dev.serin.gateway.config.GatewayConfig;
import dev.serin.worker.ServingTuner;
import dev.serin.worker.ServingTuner.Choice;
import dev.serin.worker.ServingTuner.Row;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code serin tune-serving}: measures how a version is best run here, and writes it down. */
@Command(
    name = "tune-serving",
    description =
        "Measures how a model is best run on this machine, and writes it where `auto` finds it.",
    mixinStandardHelpOptions = true)
final class TuneServingCommand implements Callable<Integer> {
  private static final int SECONDS_MAX = 600;

  private final Console console;

  @Parameters(
      arity = "1",
      paramLabel = "MODEL[/VERSION]",
      description = "what to measure; without a version, the stable one")
  private String what = "";

  @Option(
      names = "--seconds",
      description = "for each setting, 1 to 600 (default: ${DEFAULT-VALUE})")
  private int seconds = 2;

  @Mixin private SettingsOptions settings = new SettingsOptions();

  TuneServingCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    if (seconds < 1 || seconds > SECONDS_MAX) {
      console.err().println("--seconds must be 1 to " + SECONDS_MAX + ".");
      return 2;
    }
    Vertx vertx = Vertx.vertx();
    try {
      GatewayConfig config = settings.load(vertx);
      tune(config);
      return 0;
    } catch (ConfigException | IOException | IllegalStateException e) {
      console.err().println(e.getMessage());
      return 1;
    } finally {
      vertx.close().await();
    }
  }

  private void tune(GatewayConfig config) throws IOException {
    String[] names = what.split("/", 2);
    int cores = Runtime.getRuntime().availableProcessors();
    console
        .out()
        .printf("lanes  threads  batch  images/s  run p50 ms  run p99 ms   (%d cores)%n", cores);
    Choice choice =
        new ServingTuner(LocalBackend.options(config), cores)
            .tune(
                names[0],
                names.length == 2 ? Optional.of(names[1]) : Optional.empty(),
                Duration.ofSeconds(seconds),
                this::print);
    Row best = choice.best();
    console
        .out()
        .printf(
            Locale.ROOT,
            "%s/%s: lanes %d, intra-op-threads %d, batch-size %d, batch-delay %.1f ms%nWritten to %s; the gateway takes it at its next start where inference.* is auto.%n",
            names[0],
            choice.version(),
            best.lanes(),
            best.intraOpThreads(),
            best.batchSize(),
            choice.batchDelay().toNanos() / 1e6,
            choice.file());
  }

  private void print(Row row) {
    console
        .out()
        .printf(
            Locale.ROOT,
            "%5d  %7d  %5d  %8.1f  %10.2f  %10.2f%n",
            row.lanes(),
            row.intraOpThreads(),
            row.batchSize(),
            row.imagesPerSecond(),
            row.p50Millis(),
            row.p99Millis());
  }
}
