package dev.serin.gateway.client;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code serin rollout pause}, {@code resume}, {@code promote} and {@code abort}. */
@Command(mixinStandardHelpOptions = true)
class OrderCommand extends ManagementCommand {
  private final String verb;

  @Mixin private RolloutId id = new RolloutId();

  OrderCommand(Shell shell, String verb) {
    super(shell);
    this.verb = verb;
  }

  /** The command of one verb. */
  static CommandLine in(Shell shell, String verb, String description) {
    CommandLine command = new CommandLine(new OrderCommand(shell, verb));
    command.getCommandSpec().name(verb).usageMessage().description(description);
    return command;
  }

  @Override
  final int run(ManagementClient client) throws ClientException, InterruptedException {
    Answer answer = order(client, id.running(client));
    print(answer, List.of(Line.of(done(new Facts(answer.body())))));
    return 0;
  }

  Answer order(ManagementClient client, String rollout)
      throws ClientException, InterruptedException {
    return client.order(rollout, verb);
  }

  private String done(Facts rollout) {
    String id = rollout.text("id");
    String model = rollout.text("model");
    return switch (verb) {
      case "promote" ->
          "Promoted %s: version %s answers all traffic of %s."
              .formatted(id, rollout.text("candidate"), model);
      case "abort" ->
          "Aborted %s: version %s answers all traffic of %s."
              .formatted(id, rollout.text("stable"), model);
      default ->
          "%s %s: step %s, %s of the traffic goes to version %s."
              .formatted(
                  verb.equals("pause") ? "Paused" : "Resumed",
                  id,
                  rollout.object("step").text("number"),
                  Words.share(rollout.number("weight")),
                  rollout.text("candidate"));
    };
  }
}
