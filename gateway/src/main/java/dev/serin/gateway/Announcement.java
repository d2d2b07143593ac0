package dev.serin.gateway;

import dev.serin.gateway.config.ClusterConfig.Workers;
import dev.serin.gateway.config.GatewayConfig;
import dev.serin.worker.api.Catalog;
import dev.serin.worker.api.ModelInfo;
import dev.serin.worker.api.VersionInfo;
import dev.serin.worker.api.VersionInfo.State;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What {@code serve} says once it is ready: to a person, then in one line to a program. */
final class Announcement {
  private static final List<String> ANY = List.of("0.0.0.0", "::", "0:0:0:0:0:0:0:0");

  private final Path models;
  private final Catalog catalog;
  private final boolean remote;
  private final String http;
  private final String management;

  Announcement(GatewayConfig config, Catalog catalog, int port, int managementPort) {
    this.models = config.models().directory();
    this.catalog = catalog;
    this.remote = config.cluster().workers() != Workers.LOCAL;
    this.http = url(config.http().host(), port);
    this.management = url(config.management().host(), managementPort);
  }

  void print(PrintStream out) {
    out.println("Serin listens on " + http + "; health and metrics are on " + management + ".");
    if (catalog.models().isEmpty()) {
      out.println(
          remote ? "No worker has been heard of yet." : "There is no model in " + models + ".");
    }
    for (ModelInfo model : catalog.models()) {
      out.println("  " + model.name() + ": " + stable(model));
      model.versions().stream()
          .filter(version -> version.state() == State.FAILED)
          .forEach(v -> out.println("    version " + v.version() + " failed: " + v.reason()));
    }
    catalog.models().stream()
        .filter(model -> stableVersion(model).isPresent())
        .findFirst()
        .ifPresent(model -> out.println("Try:  " + curl(model)));
    out.println("ready " + http + " management " + management);
    out.flush();
  }

  private static String url(String host, int port) {
    String usable = ANY.contains(host) ? "localhost" : host;
    return "http://" + (usable.contains(":") ? "[" + usable + "]" : usable) + ":" + port;
  }

  private static Optional<VersionInfo> stableVersion(ModelInfo model) {
    return Optional.ofNullable(model.stable())
        .flatMap(model::version)
        .filter(version -> version.state() == State.READY);
  }

  private static String stable(ModelInfo model) {
    String others =
        model.versions().stream()
            .filter(v -> v.state() == State.READY && !v.version().equals(model.stable()))
            .map(VersionInfo::version)
            .collect(Collectors.joining(", "));
    return stableVersion(model)
            .map(v -> "version " + v.version() + " answers" + accuracy(v))
            .orElse("no stable version is ready")
        + (others.isEmpty() ? "" : "; ready too: " + others);
  }

  private static String accuracy(VersionInfo version) {
    return version.accuracy() == null
        ? ""
        : String.format(Locale.ROOT, " (accuracy %.2f %%)", 100 * version.accuracy());
  }

  private String curl(ModelInfo model) {
    return "curl -F image=@%s %s/v1/models/%s/classify"
        .formatted(sample(model).map(Path::toString).orElse("PHOTO"), http, model.name());
  }

  private Optional<Path> sample(ModelInfo model) {
    Path folder = models.resolve(model.name()).resolve("samples");
    if (!Files.isDirectory(folder)) {
      return Optional.empty();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.toString().matches(".*\\.(png|jpe?g|webp|gif|bmp|tiff?)"))
          .sorted()
          .findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
