package dev.serin.gateway.client;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code serin rollout start}. */
@Command(
    name = "start",
    description = "Starts the rollout that a file describes.",
    mixinStandardHelpOptions = true)
final class StartCommand extends ManagementCommand {
  @Option(
      names = {"-f", "--file"},
      required = true,
      paramLabel = "FILE",
      description = "the plan, YAML or JSON (-: standard input)")
  private Path file = Path.of("-");

  StartCommand(Shell shell) {
    super(shell);
  }

  @Override
  int run(ManagementClient client) throws ClientException, InterruptedException {
    Answer answer = client.start(PlanFile.read(file, shell.in()));
    Facts rollout = new Facts(answer.body());
    List<Line> lines = new ArrayList<>(new RolloutView(look, shell.zone(), false).lines(rollout));
    PlanView.warn(lines, look, rollout);
    lines.add(Line.EMPTY);
    lines.add(Line.of("Started. ./serin rollout watch follows it."));
    print(answer, lines);
    return 0;
  }
}
