package dev.serin.gateway.client;

import java.net.URI;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code serin rollout explain}. */
@Command(
    name = "explain",
    description = "Says in words why a rollout stands where it stands.",
    mixinStandardHelpOptions = true)
final class ExplainCommand extends ManagementCommand {
  @Mixin private RolloutId id = new RolloutId();

  @Option(
      names = "--gateway",
      paramLabel = "URL",
      description = "the public port, for the addresses of images (default: ${DEFAULT-VALUE})")
  private URI gateway = URI.create("http://localhost:8080");

  ExplainCommand(Shell shell) {
    super(shell);
  }

  @Override
  int run(ManagementClient client) throws ClientException, InterruptedException {
    Answer answer = client.explanation(id.newest(client, shell));
    print(answer, new ExplainView(look, gateway).lines(new Facts(answer.body())));
    return 0;
  }
}
