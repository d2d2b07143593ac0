package dev.serin.gateway;

import dev.serin.gateway.client.ClassifyCommand;
import dev.serin.gateway.client.RolloutCommand;
import dev.serin.gateway.client.UsageCommand;
import dev.serin.gateway.load.BenchCommand;
import java.nio.file.Files;
import java.nio.file.Path;
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
  public static void main(String[] arguments) {
    configureLogging();
    Console console = new Console();
    int exit =
        new CommandLine(new Main())
            .addSubcommand(new ServeCommand(console))
            .addSubcommand(new ClassifyCommand(console.out(), console.err()))
            .addSubcommand(RolloutCommand.in(console.shell()))
            .addSubcommand(new UsageCommand(console.shell()))
            .addSubcommand(new BenchCommand(console.shell()))
            .setCaseInsensitiveEnumValuesAllowed(true)
            .execute(arguments);
    System.exit(exit);
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
