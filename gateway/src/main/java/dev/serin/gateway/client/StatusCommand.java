package dev.serin.gateway.client;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code serin rollout status}. */
@Command(
    name = "status",
    description = "Shows where a rollout stands, and what its guards say.",
    mixinStandardHelpOptions = true)
final class StatusCommand extends ManagementCommand {
  @Mixin private RolloutId id = new RolloutId();

  StatusCommand(Shell shell) {
    super(shell);
  }

  @Override
  int run(ManagementClient client) throws ClientException, InterruptedException {
    Answer answer = client.rollout(id.newest(client, shell));
    print(answer, new RolloutView(look, shell.zone(), false).lines(new Facts(answer.body())));
    return 0;
  }
}
