package dev.serin.gateway.client;

import picocli.CommandLine.Command;

/** {@code serin rollout list}. */
@Command(
    name = "list",
    description = "Lists all rollouts, newest first.",
    mixinStandardHelpOptions = true)
final class ListCommand extends ManagementCommand {
  ListCommand(Shell shell) {
    super(shell);
  }

  @Override
  int run(ManagementClient client) throws ClientException, InterruptedException {
    Answer answer = client.rollouts();
    print(answer, new ListView(look, shell.zone()).lines(new Facts(answer.body())));
    return 0;
  }
}
