package dev.serin.gateway.client;

import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code serin rollout replay}. */
@Command(
    name = "replay",
    description = "Decides a rollout once more from its journal; ends with 1 if that differs.",
    mixinStandardHelpOptions = true)
final class ReplayCommand extends ManagementCommand {
  @Mixin private RolloutId id = new RolloutId();

  ReplayCommand(Shell shell) {
    super(shell);
  }

  @Override
  int run(ManagementClient client) throws ClientException, InterruptedException {
    Answer answer = client.replay(id.newest(client, shell));
    Facts replay = new Facts(answer.body());
    print(answer, List.of(line(replay)));
    return replay.flag("same") ? 0 : 1;
  }

  private static Line line(Facts replay) {
    String journal =
        " (%s entries, %s changes)."
            .formatted(Words.count(replay.number("entries")), Words.count(replay.number("events")));
    String verdict = replay.text("verdict");
    if (replay.flag("same")) {
      return Line.of("The journal gives the same, change by change: ")
          .and(verdict, Phases.tone(verdict))
          .and(journal);
    }
    return Line.of("The journal gives something else from change ", Tone.BAD)
        .and(replay.text("differs_at") + " on: ", Tone.BAD)
        .and(verdict)
        .and(journal);
  }
}
