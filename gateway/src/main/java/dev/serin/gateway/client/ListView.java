package dev.serin.gateway.client;

import java.time.ZoneId;
import java.util.List;

/** All rollouts as a table. */
record ListView(Look look, ZoneId zone) {
  List<Line> lines(Facts answer) {
    Table table = new Table("ID", "VERSIONS", "PHASE", ">STEP", ">WEIGHT", "STARTED", "REASON");
    for (Facts rollout : answer.list("rollouts")) {
      Facts step = rollout.object("step");
      String phase = rollout.text("phase");
      table.row(
          Line.of(rollout.text("id")),
          Line.of(RolloutView.title(rollout, look)),
          Line.of(phase, Phases.tone(phase)),
          Line.of(step.text("number") + " of " + step.text("of")),
          Line.of(Words.share(rollout.number("weight"))),
          Line.of(rollout.instant("started").map(at -> Words.minute(at, zone)).orElse("-")),
          Line.of(rollout.text("reason")));
    }
    return table.isEmpty()
        ? List.of(Line.of("There is no rollout yet; ./serin rollout start -f FILE begins one."))
        : table.lines();
  }
}
