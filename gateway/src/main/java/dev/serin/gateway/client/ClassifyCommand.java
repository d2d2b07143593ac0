package dev.serin.gateway.client;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code serin classify}: sends images to a running gateway and prints their labels. */
@Command(
    name = "classify",
    description = "Sends images to a running gateway and prints their labels.",
    mixinStandardHelpOptions = true)
public final class ClassifyCommand implements Callable<Integer> {
  private final PrintStream out;
  private final PrintStream err;

  @Parameters(arity = "1..*", paramLabel = "IMAGE", description = "image files")
  private List<Path> images = List.of();

  @Option(names = "--url", description = "the gateway (default: ${DEFAULT-VALUE})")
  private URI url = URI.create("http://localhost:8080");

  @Option(names = "--model", description = "the model (default: the only one there is)")
  private @Nullable String model;

  @Option(names = "--version", description = "a version, or stable")
  private @Nullable String version;

  @Option(names = "--top", description = "labels for each image (default: ${DEFAULT-VALUE})")
  private int top = 1;

  @Option(names = "--json", description = "print the answer as it came")
  private boolean json;

  public ClassifyCommand(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  @Override
  public Integer call() throws InterruptedException {
    for (Path image : images) {
      if (!Files.isReadable(image) || Files.isDirectory(image)) {
        err.println("There is no file " + image + " that can be read.");
        return 2;
      }
    }
    try {
      GatewayClient client = new GatewayClient(url);
      String name = model == null ? client.onlyModel() : model;
      long start = System.nanoTime();
      JsonObject answer = client.classify(name, version, top, images);
      double ms = (System.nanoTime() - start) / 1e6;
      if (json) {
        out.println(answer.encodePrettily());
        return 0;
      }
      JsonArray results = answer.getJsonArray("results");
      out.print(
          Look.PLAIN.text(new ResultTable(images, answer.getString("version"), ms).lines(results)));
      return results.stream().anyMatch(r -> ((JsonObject) r).containsKey("error")) ? 1 : 0;
    } catch (ClientException e) {
      err.println(e.getMessage());
      return 1;
    }
  }
}
