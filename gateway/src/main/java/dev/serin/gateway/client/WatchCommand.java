package dev.serin.gateway.client;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code serin rollout watch}. */
@Command(
    name = "watch",
    description = "Follows a rollout to its end; ends with 0 if promoted, with 1 if aborted.",
    mixinStandardHelpOptions = true)
final class WatchCommand extends ManagementCommand {
  private final RolloutCommand.Sleeper sleeper;

  @Mixin private RolloutId id = new RolloutId();

  @Option(
      names = "--plain",
      description = "add lines instead of drawing over (as where there is no terminal)")
  private boolean plain;

  WatchCommand(Shell shell, RolloutCommand.Sleeper sleeper) {
    super(shell);
    this.sleeper = sleeper;
  }

  @Override
  int run(ManagementClient client) throws ClientException, InterruptedException {
    Facts end = new Follower(client, id.running(client), viewer(), sleeper).follow();
    return end.text("phase").equals("promoted") ? 0 : 1;
  }

  private Viewer viewer() {
    if (json()) {
      return new JsonViewer(shell);
    }
    boolean live = shell.terminal() && !plain && !"dumb".equals(shell.environment().get("TERM"));
    return live ? new LiveViewer(shell, look) : new PlainViewer(shell);
  }
}
