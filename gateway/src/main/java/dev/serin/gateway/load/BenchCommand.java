package dev.serin.gateway.load;

import dev.serin.gateway.client.ClientException;
import dev.serin.gateway.client.GatewayClient;
import dev.serin.gateway.client.Shell;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code serin bench}: puts a known load on one server, or on two in turns, and times it. */
@Command(
    name = "bench",
    description = {
      "Sends images to a running gateway and times the answers.",
      "With --rate requests are due at moments that were drawn beforehand, and their times count",
      "from there: a server that stalls is charged for all who would have come meanwhile.",
      "With --concurrency each connection waits for its answer before it sends again.",
      "Ends with 1 where there were more errors than --max-errors; refusals (429, 503) are none."
    },
    mixinStandardHelpOptions = true)
public final class BenchCommand implements Callable<Integer> {
  private static final int MISUSE = 2;

  private final Shell shell;

  @Spec private @Nullable CommandSpec spec;
  @Mixin private LoadOptions load = new LoadOptions();

  @Parameters(
      arity = "0..*",
      paramLabel = "IMAGE",
      description = "image files, or folders of them (default: made-up photos)")
  private List<Path> images = List.of();

  @Option(names = "--url", description = "the server, A (default: ${DEFAULT-VALUE})")
  private URI url = URI.create("http://localhost:8080");

  @Option(names = "--against", paramLabel = "URL", description = "another one, B: compares both")
  private @Nullable URI against;

  @Option(
      names = "--model",
      description = "a model (default: the only one there is); several take turns")
  private List<String> models = List.of();

  @Option(
      names = "--synthetic",
      paramLabel = "SIZE",
      description = "pixels of the made-up photos (default: ${DEFAULT-VALUE})")
  private String synthetic = "500x375";

  @Option(
      names = "--unique",
      description = "make each image a new one, by a serial behind its end: no cache helps")
  private boolean unique;

  @Option(names = "--get", paramLabel = "PATH", description = "GET this instead; may be repeated")
  private List<String> paths = List.of();

  @Option(names = "-H", paramLabel = "'NAME: VALUE'", description = "a header of every request")
  private List<String> headers = List.of();

  @Option(names = "--max-errors", description = "that are not a failure (default: 0)")
  private long errorsMax;

  @Option(names = "--json", paramLabel = "FILE", description = "write all figures there")
  private @Nullable Path json;

  @Option(names = "--html", paramLabel = "FILE", description = "write a page with plots there")
  private @Nullable Path html;

  public BenchCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws InterruptedException {
    try {
      List<Stage> stages = run(load.plan());
      new TableReport(stages).lines().forEach(shell.out()::println);
      write(stages);
      long errors =
          stages.stream()
              .flatMap(stage -> stage.sides().stream())
              .mapToLong(side -> side.measured().errors())
              .sum();
      return errors > errorsMax ? 1 : 0;
    } catch (IllegalArgumentException e) {
      shell.err().println(e.getMessage());
      return MISUSE;
    } catch (ClientException e) {
      shell.err().println(e.getMessage());
      return 1;
    } catch (IOException e) {
      shell.err().println("A file cannot be read or written: " + e);
      return 1;
    }
  }

  private List<Stage> run(Plan plan) throws IOException, ClientException, InterruptedException {
    List<Target> targets = new ArrayList<>(List.of(Target.of("A", url, headers)));
    if (against != null) {
      targets.add(Target.of("B", against, headers));
    }
    List<ByteBuf> bodies = paths.isEmpty() ? bodies() : List.of();
    List<String> addresses = paths.isEmpty() ? addresses() : checked(paths);
    AtomicLong serial = new AtomicLong(System.nanoTime());
    try (Generator generator = new Generator()) {
      List<Bench.Lane> lanes = new ArrayList<>();
      for (Target target : targets) {
        Requests requests =
            paths.isEmpty()
                ? Requests.post(target, addresses, bodies, unique, serial)
                : Requests.get(target, addresses);
        lanes.add(new Bench.Lane(target, generator.wire(target, requests)));
      }
      return new Bench(plan, lanes, generator, new Progress(shell.err(), shell.terminal())).run();
    }
  }

  private List<ByteBuf> bodies() throws IOException {
    List<byte[]> files =
        images.isEmpty() ? Images.synthetic(synthetic, load.seed()) : Images.read(images);
    return files.stream().map(Requests::image).toList();
  }

  private List<String> addresses() throws ClientException, InterruptedException {
    List<String> names = models.isEmpty() ? List.of(new GatewayClient(url).onlyModel()) : models;
    return checked(names.stream().map(name -> "/v1/models/" + name + "/classify").toList());
  }

  private static List<String> checked(List<String> addresses) {
    for (String address : addresses) {
      if (!address.matches("/[!-~]*")) {
        throw new IllegalArgumentException(
            "'%s' is no path: it starts with / and has no blanks.".formatted(address));
      }
    }
    return addresses;
  }

  private void write(List<Stage> stages) throws IOException {
    String command =
        spec == null
            ? ""
            : "./serin bench "
                + String.join(" ", spec.commandLine().getParseResult().originalArgs());
    if (json != null) {
      Files.writeString(json, JsonReport.of(command, stages).encodePrettily() + "\n");
    }
    if (html != null) {
      Files.writeString(html, new HtmlReport(stages).html(command));
    }
  }
}
