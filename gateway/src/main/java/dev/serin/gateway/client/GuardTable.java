package dev.serin.gateway.client;

import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The guards: what each signal says, and how strong its evidence is.
 *
 * @param barWidth characters of a bar beside each e-value; 0 for none
 */
record GuardTable(Look look, int barWidth) {
  private static final int NUMBERS_WIDTH = 12;

  Table of(Facts rollout) {
    Table table =
        new Table("GUARD", ">ESTIMATE", "INTERVAL", ">HARM", ">PROOF", ">SAMPLES", "TO PROVE");
    rollout.object("guards").objects().forEach((name, guard) -> add(table, name, guard));
    return table;
  }

  private void add(Table table, String name, Facts guard) {
    Measure measure = Measure.of(guard.text("unit"));
    table.row(
        Line.of(name, guard.flag("required") ? Tone.STRONG : Tone.PLAIN),
        Line.of(measure.value(guard.number("estimate"))),
        Line.of(measure.interval(guard.number("low"), guard.number("high")), Tone.DIM),
        evidence(guard.object("harm"), Tone.BAD),
        evidence(guard.object("proof"), Tone.GOOD),
        Line.of(Words.count(guard.number("samples"))),
        needed(guard));
  }

  /** An e-value against its bar: {@code 3.1 / 20}. */
  private Line evidence(Facts side, Tone tone) {
    double e = side.number("e");
    double bar = side.number("bar");
    if (Double.isNaN(e) || Double.isNaN(bar)) {
      return Line.of(Words.NOTHING, Tone.DIM);
    }
    Tone reached = e >= bar ? tone : Tone.PLAIN;
    Line numbers =
        Line.of(Words.evalue(e), reached)
            .and(String.format(Locale.ROOT, " / %4.0f", bar), Tone.DIM);
    return barWidth == 0
        ? numbers
        : Bar.of(Bar.progress(e, bar), barWidth, tone, look)
            .and(" ")
            .and(numbers.padded(NUMBERS_WIDTH, true));
  }

  private static Line needed(Facts guard) {
    if (isReached(guard.object("harm"))) {
      return Line.of("harm", Tone.BAD);
    }
    if (isReached(guard.object("proof"))) {
      return Line.of("proven", Tone.GOOD);
    }
    double more = guard.object("proof").number("more_samples");
    return Double.isNaN(more)
        ? Line.of(Words.NOTHING, Tone.DIM)
        : Line.of(Words.count(more) + " more");
  }

  private static boolean isReached(Facts side) {
    return side.number("e") >= side.number("bar");
  }

  /** Which guards the proof gate waits for. */
  static String required(Facts rollout) {
    return names(rollout, guard -> guard.flag("required"));
  }

  /** Which guards it will wait for once a label has come. */
  static String requiredLater(Facts rollout) {
    return names(
        rollout,
        guard -> !guard.flag("required") && guard.text("required_when").equals("labelled"));
  }

  private static String names(Facts rollout, Predicate<Facts> which) {
    return rollout.object("guards").objects().entrySet().stream()
        .filter(guard -> which.test(guard.getValue()))
        .map(Map.Entry::getKey)
        .collect(Collectors.joining(", "));
  }
}
