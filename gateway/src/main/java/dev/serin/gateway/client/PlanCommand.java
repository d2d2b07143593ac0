package dev.serin.gateway.client;

import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code serin rollout plan}. */
@Command(
    name = "plan",
    description = "Says what a plan can find out at today's traffic; ends with 1 if too little.",
    mixinStandardHelpOptions = true)
final class PlanCommand extends ManagementCommand {
  @Option(
      names = {"-f", "--file"},
      required = true,
      paramLabel = "FILE",
      description = "the plan, YAML or JSON (-: standard input)")
  private Path file = Path.of("-");

  PlanCommand(Shell shell) {
    super(shell);
  }

  @Override
  int run(ManagementClient client) throws ClientException, InterruptedException {
    Answer answer = client.plan(PlanFile.read(file, shell.in()));
    print(answer, new PlanView(look).lines(new Facts(answer.body())));
    return answer.isOk() ? 0 : 1;
  }
}
