package dev.serin.gateway.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What a plan can find out. */
record PlanView(Look look) {
  List<Line> lines(Facts plan) {
    List<Line> lines = new ArrayList<>();
    lines.add(
        plan.flag("decidable")
            ? Line.of("This traffic can decide the plan.", Tone.GOOD)
            : Line.of("This traffic cannot decide the plan.", Tone.BAD));
    Facts traffic = plan.object("traffic");
    lines.add(
        Line.of(
            "%s requests/s, %s errors (last %s); %s labels an hour (last %s)"
                .formatted(
                    rate(traffic.number("requests_per_second")),
                    Words.share(traffic.number("error_rate")),
                    Words.time(traffic.number("window_seconds")),
                    rate(traffic.number("labels_per_hour")),
                    Words.time(traffic.number("label_window_seconds"))),
            Tone.DIM));
    lines.add(
        Line.of(
            "%s different users or images in that time, %s new ones a second at its end"
                .formatted(
                    Words.count(traffic.number("units")),
                    rate(traffic.number("new_units_per_second"))),
            Tone.DIM));
    section(lines, "", steps(plan));
    section(lines, "Proof of harmlessness", proof(plan));
    section(lines, "Passes in " + within(plan), chances(plan));
    warn(lines, look, plan);
    plan.texts("advice").forEach(advice -> advise(lines, advice));
    return lines;
  }

  private static void section(List<Line> lines, String title, Table table) {
    if (table.isEmpty()) {
      return;
    }
    lines.add(Line.EMPTY);
    if (!title.isEmpty()) {
      lines.add(Line.of(title, Tone.STRONG));
    }
    lines.addAll(table.lines());
  }

  /** What the plan leaves open. */
  static void warn(List<Line> lines, Look look, Facts answer) {
    for (String warning : answer.texts("warnings")) {
      lines.add(Line.EMPTY);
      look.wrap(warning).forEach(line -> lines.add(Line.of(line, Tone.CAUTION)));
    }
  }

  private static String within(Facts plan) {
    return Words.time(plan.object("chances").number("within_seconds"));
  }

  /** How often a candidate is promoted that is equal, or worse. */
  private static Table chances(Facts plan) {
    Table table = new Table("ACCURACY OF THE CANDIDATE", ">PROMOTED");
    Facts chances = plan.object("chances");
    if (Double.isNaN(chances.number("equal"))) {
      return table;
    }
    double least = 1 / Math.max(1, chances.number("runs"));
    table.row("as stable's", chance(chances.number("equal"), least));
    for (Facts worse : chances.list("worse")) {
      double points = worse.number("points");
      table.row(
          Words.count(points) + (points == 1 ? " point less" : " points less"),
          chance(worse.number("passes"), least));
    }
    return table;
  }

  private static String chance(double share, double least) {
    if (share <= 0) {
      return "under " + Words.share(2 * least);
    }
    return String.format(Locale.ROOT, "%.0f %%", share * 100);
  }

  private static Table steps(Facts plan) {
    Table table = new Table(">STEP", ">WEIGHT", ">FOR", ">CANARY REQUESTS", "FINDS HARM, IF IT IS");
    int number = 1;
    for (Facts step : plan.list("steps")) {
      table.row(
          Integer.toString(number++),
          Words.share(step.number("weight")),
          Words.time(step.number("for_seconds")),
          Words.count(step.number("canary_requests")),
          step.object("detects").objects().entrySet().stream()
              .map(PlanView::detects)
              .collect(Collectors.joining(", ")));
    }
    return table;
  }

  /** {@code errors 10x in 4m}. */
  private static String detects(Map.Entry<String, Facts> signal) {
    Facts effect = signal.getValue();
    String size =
        effect.json().fieldNames().stream()
            .filter(key -> !key.equals("seconds") && !Double.isNaN(effect.number(key)))
            .findFirst()
            .map(key -> " " + Measure.of(key).value(effect.number(key)))
            .orElse("");
    double seconds = effect.number("seconds");
    return signal.getKey() + size + (Double.isNaN(seconds) ? "" : " in " + Words.time(seconds));
  }

  private static Table proof(Facts plan) {
    Table table = new Table("GUARD", ">SAMPLES", ">TIME", "");
    plan.object("proof")
        .objects()
        .forEach(
            (name, proof) ->
                table.row(
                    Line.of(name),
                    Line.of(Words.count(proof.number("samples"))),
                    Line.of(Words.time(proof.number("seconds"))),
                    proof.flag("enough")
                        ? Line.of("enough", Tone.GOOD)
                        : Line.of("not enough", Tone.BAD)));
    return table;
  }

  private void advise(List<Line> lines, String advice) {
    lines.add(Line.EMPTY);
    look.wrap(advice).forEach(line -> lines.add(Line.of(line)));
  }

  private static String rate(double number) {
    if (Double.isNaN(number)) {
      return Words.NOTHING;
    }
    return number < 10 && number != Math.rint(number)
        ? String.format(Locale.ROOT, "%.1f", number)
        : Words.count(number);
  }
}
