package dev.serin.training;

import dev.serin.training.net.Acceleration;
import dev.serin.training.tune.TuneCommand;
import dev.serin.worker.image.OpenCv;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Entry point of {@code ./serin train} and all that goes with it. */
@Command(
    name = "serin",
    description = "Trains, proves, measures and compares model versions.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    // Charts are drawn into files; else Java asks for a screen where DISPLAY is set.
    System.setProperty("java.awt.headless", "true");
    Acceleration.enable();
    OpenCv.load();
    System.exit(commandLine(console()).execute(arguments));
  }

  static CommandLine commandLine(Console console) {
    return new CommandLine(new Main())
        .addSubcommand(
            new CommandLine(new DataCommand()).addSubcommand(new DataValidateCommand(console)))
        .addSubcommand(new EvaluateCommand(console))
        .addSubcommand(new ExportCommand(console))
        .addSubcommand(new RunsCommand(console))
        .addSubcommand(new TrainCommand(console))
        .addSubcommand(tune(console))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(
            (e, line, result) -> {
              line.getErr().println("serin: " + Failures.text(e));
              return 1;
            });
  }

  /** Ctrl-C ends the training that the search is in; what was measured is kept. */
  private static TuneCommand tune(Console console) {
    return new TuneCommand(
        console::line,
        () -> TrainingTrial.stoppedByCtrlC(console, Clock.systemUTC(), System::nanoTime),
        Clock.systemUTC(),
        System::nanoTime);
  }

  private static Console console() {
    return new Console(System.out, outputIsTerminal());
  }

  /** System.console() cannot say it: JDK 22 and newer always have one. Plain lines if in doubt. */
  private static boolean outputIsTerminal() {
    try {
      String device = Path.of("/dev/stdout").toRealPath().toString();
      return device.startsWith("/dev/pts/") || device.startsWith("/dev/tty");
    } catch (IOException e) {
      return false;
    }
  }
}
