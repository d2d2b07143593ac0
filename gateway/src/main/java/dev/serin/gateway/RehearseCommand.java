package dev.serin.gateway;

import dev.serin.gateway.client.ClassifyCommand;
import dev.serin.gateway.config.GatewayConfig;
import dev.serin.worker.api.ModelInfo;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * {@code serin rehearse}: a start, classifications by each model and an end, on free ports and with
 * a data directory that is thrown away. The launcher makes the class-data archive of what it loads.
 */
@Command(
    name = "rehearse",
    hidden = true,
    description = "Starts, classifies two images and ends; for the class-data archive.")
final class RehearseCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private SettingsOptions settings = new SettingsOptions();

  RehearseCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    Path folder = Files.createTempDirectory("serin-rehearsal");
    try {
      // Twice: a journal is made at the first start, and only opened later.
      run(folder, List.of());
      run(folder, List.of(image(folder, "png"), image(folder, "jpeg")));
      return 0;
    } finally {
      remove(folder);
    }
  }

  private static Path image(Path folder, String format) throws IOException {
    Path image = folder.resolve("image." + format);
    ImageIO.write(new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB), format, image.toFile());
    return image;
  }

  private void run(Path folder, List<Path> images) {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    HeadStart.begin();
    Vertx vertx = Node.alone(registry);
    try {
      GatewayConfig config = settings.load(vertx, set -> confine(set, folder));
      Gateway gateway = Gateway.start(vertx, config, registry).await();
      new Announcement(config, gateway.catalog(), gateway.port(), gateway.managementPort())
          .print(console.out());
      for (ModelInfo model : gateway.catalog().models()) {
        images.forEach(image -> classify(gateway.port(), model.name(), image));
      }
      gateway.drain().await();
    } finally {
      vertx.close().await();
    }
  }

  /** Nothing that is real is to be touched. */
  private static void confine(Map<String, String> set, Path folder) {
    set.putIfAbsent("http.host", "127.0.0.1");
    set.put("http.port", "0");
    set.put("management.port", "0");
    List.of(
            "journal.url",
            "bucket.name",
            "purge.http",
            "purge.varnish",
            "purge.nginx",
            "tracing.endpoint")
        .forEach(key -> set.put(key, ""));
    set.put("data.directory", folder.resolve("data").toString());
  }

  private void classify(int port, String model, Path image) {
    List<String> arguments =
        List.of("--url", "http://127.0.0.1:" + port, "--model", model, image.toString());
    new CommandLine(new ClassifyCommand(console.out(), console.err()))
        .execute(arguments.toArray(String[]::new));
  }

  private static void remove(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
