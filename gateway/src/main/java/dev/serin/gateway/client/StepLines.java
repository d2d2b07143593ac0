package dev.serin.gateway.client;

import java.util.List;

/**
 * The steps of a rollout with a mark at the current one.
 *
 * @param bars whether progress is drawn too
 */
record StepLines(Look look, boolean bars) {
  private static final int BAR_WIDTH = 24;

  List<Line> of(Facts rollout) {
    List<Facts> steps = rollout.list("steps");
    Facts current = rollout.object("step");
    Table table = new Table("", ">", ">", "", "");
    for (int i = 0; i < steps.size(); i++) {
      Facts step = steps.get(i);
      int place = Long.compare(i + 1L, current.whole("number"));
      boolean done = place < 0 || rollout.text("phase").equals("promoted");
      Tone tone = done ? Tone.DIM : Tone.PLAIN;
      table.row(
          mark(done, place == 0, rollout.text("phase")),
          Line.of(Integer.toString(i + 1), tone),
          Line.of(Words.share(step.number("weight")), tone),
          Line.of(length(step), tone),
          place == 0 && !done ? progress(current, rollout.text("phase")) : Line.EMPTY);
    }
    return table.lines();
  }

  private Line mark(boolean done, boolean current, String phase) {
    if (done) {
      return Line.of(look.mark("✓", "+"), Tone.GOOD);
    }
    if (!current) {
      return Line.of(" ");
    }
    return phase.equals("aborted")
        ? Line.of(look.mark("✗", "x"), Tone.BAD)
        : Line.of(look.mark("▸", ">"), Phases.tone(phase));
  }

  private static String length(Facts step) {
    return Words.time(step.number("for_seconds")) + (step.flag("proof") ? ", then proof" : "");
  }

  private Line progress(Facts step, String phase) {
    double elapsed = step.number("elapsed_seconds");
    double length = step.number("for_seconds");
    Line line = Line.EMPTY;
    if (bars) {
      line = Bar.of(elapsed / length, BAR_WIDTH, Phases.tone(phase), look).and("  ");
    }
    line = line.and(Words.time(elapsed) + " of " + Words.time(length));
    line =
        line.and(
            ", %s of %s requests"
                .formatted(
                    Words.count(step.number("samples_seen")), Words.count(step.number("samples"))));
    return elapsed < length || Phases.isFinal(phase) ? line : line.and(deadline(step, elapsed));
  }

  private static Line deadline(Facts step, double elapsed) {
    double left = step.number("deadline_seconds") - elapsed;
    return left > 0
        ? Line.of(", deadline in " + Words.time(left), Tone.DIM)
        : Line.of(", past its deadline", Tone.CAUTION);
  }
}
