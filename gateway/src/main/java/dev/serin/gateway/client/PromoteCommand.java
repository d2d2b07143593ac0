package dev.serin.gateway.client;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code serin rollout promote}, without proof only by force and with a reason. */
@Command(
    name = "promote",
    description = "Makes the candidate the stable version, where that is proven harmless.",
    mixinStandardHelpOptions = true)
final class PromoteCommand extends OrderCommand {
  @ArgGroup(exclusive = false)
  private @Nullable Force force;

  /** Both or neither. */
  static final class Force {
    @Option(names = "--force", required = true, description = "promote without proof")
    private boolean wanted;

    @Option(
        names = "--reason",
        required = true,
        paramLabel = "TEXT",
        description = "why; it stands in the journal beside your name")
    private String reason = "";
  }

  PromoteCommand(Shell shell) {
    super(shell, "promote");
  }

  @Override
  Answer order(ManagementClient client, String rollout)
      throws ClientException, InterruptedException {
    return force != null && force.wanted
        ? client.force(rollout, force.reason)
        : super.order(client, rollout);
  }
}
