package dev.serin.gateway.client;

import dev.serin.gateway.rollout.simulate.SimulateCommand;
import java.time.Duration;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code serin rollout}: brings a version to the traffic, and back. */
@Command(
    name = "rollout",
    description = "Brings a model version to the traffic step by step, and back.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true)
public final class RolloutCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  private RolloutCommand() {}

  /** With all its subcommands. */
  public static CommandLine in(Shell shell) {
    return in(shell, time -> Thread.sleep(time.toMillis()));
  }

  /** As {@link #in(Shell)}, with another way to wait. */
  static CommandLine in(Shell shell, Sleeper sleeper) {
    return new CommandLine(new RolloutCommand())
        .addSubcommand(new StartCommand(shell))
        .addSubcommand(new ListCommand(shell))
        .addSubcommand(new StatusCommand(shell))
        .addSubcommand(new WatchCommand(shell, sleeper))
        .addSubcommand(OrderCommand.in(shell, "pause", "Stops the clock; the weight stays."))
        .addSubcommand(OrderCommand.in(shell, "resume", "Goes on, in spite of what held it."))
        .addSubcommand(new PromoteCommand(shell))
        .addSubcommand(OrderCommand.in(shell, "abort", "Takes all traffic from the candidate."))
        .addSubcommand(new ExplainCommand(shell))
        .addSubcommand(new ReplayCommand(shell))
        .addSubcommand(new PlanCommand(shell))
        .addSubcommand(new SimulateCommand(shell.out(), shell.err()));
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Which command?");
  }

  /** Waits. */
  interface Sleeper {
    void sleep(Duration time) throws InterruptedException;
  }
}
