package dev.serin.gateway;

import dev.serin.gateway.client.ClassifyCommand;
import dev.serin.gateway.client.FeedbackCommand;
import dev.serin.gateway.client.PurgeCommand;
import dev.serin.gateway.client.RolloutCommand;
import dev.serin.gateway.client.UsageCommand;
import dev.serin.gateway.load.BenchCommand;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line: the server, and what speaks to one. */
@Command(
    name = "serin",
    description = "Serves image classifiers over HTTP.",
    mixinStandardHelpOptions = true)
public final class Main {
  private static final Path LOGGING = Path.of("config", "logback.xml");

  private Main() {}

  /** Ends the JVM with 0, with 1 where the command failed, with 2 where it was misused. */
  public static void main(String[] arguments) throws InterruptedException {
    configureLogging();
    String name = arguments.length == 0 ? "" : arguments[0];
    HeadStart headStart = name.equals("serve") || name.equals("worker") ? HeadStart.begin() : null;
    CommandLine line = new CommandLine(new Main());
    if (headStart != null) {
      headStart.awaitLogger();
    }
    Map<String, Supplier<Object>> commands = commands(new Console());
    // The one that is meant, where it is clear: to look at the others takes a tenth of a start.
    Supplier<Object> meant = commands.get(name);
    (meant == null ? commands.values() : List.of(meant))
        .forEach(command -> line.addSubcommand(command.get()));
    System.exit(line.setCaseInsensitiveEnumValuesAllowed(true).execute(arguments));
  }

  private static Map<String, Supplier<Object>> commands(Console console) {
    Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
    commands.put("serve", () -> new ServeCommand(console));
    commands.put("worker", () -> new WorkerCommand(console));
    commands.put("tune-serving", () -> new TuneServingCommand(console));
    commands.put("classify", () -> new ClassifyCommand(console.out(), console.err()));
    commands.put("rollout", () -> RolloutCommand.in(console.shell()));
    commands.put("feedback", () -> new FeedbackCommand(console.shell()));
    commands.put("usage", () -> new UsageCommand(console.shell()));
    commands.put("purge", () -> new PurgeCommand(console.shell()));
    commands.put("bench", () -> new BenchCommand(console.shell()));
    commands.put("rehearse", () -> new RehearseCommand(console));
    return commands;
  }

  /** Before the first logger is made: later, these properties are not read any more. */
  private static void configureLogging() {
    if (Files.isRegularFile(LOGGING) && System.getProperty("logback.configurationFile") == null) {
      System.setProperty("logback.configurationFile", LOGGING.toString());
    }
    System.setProperty(
        "vertx.logger-delegate-factory-class-name",
        "io.vertx.core.logging.SLF4JLogDelegateFactory");
  }
}
