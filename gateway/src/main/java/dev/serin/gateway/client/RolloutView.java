package dev.serin.gateway.client;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One rollout as text: a function of what the server said, and nothing else.
 *
 * @param bars whether progress and evidence are drawn as bars too
 */
record RolloutView(Look look, ZoneId zone, boolean bars) {
  private static final int BAR_MIN = 5;
  private static final int BAR_MAX = 20;

  List<Line> lines(Facts rollout) {
    List<Line> lines = new ArrayList<>(head(rollout));
    lines.add(Line.EMPTY);
    lines.addAll(new StepLines(look, bars).of(rollout));
    List<Line> guards = guards(rollout);
    if (!guards.isEmpty()) {
      lines.add(Line.EMPTY);
      lines.addAll(guards);
    }
    lines.addAll(notes(rollout));
    return lines;
  }

  private List<Line> head(Facts rollout) {
    String phase = rollout.text("phase");
    String id = rollout.text("id");
    Line title = Line.of(title(rollout, look), Tone.STRONG);
    List<Line> lines = new ArrayList<>();
    lines.add(title.padded(look.width() - id.length(), false).and(id, Tone.DIM));
    lines.add(Line.of(phase, Phases.tone(phase)).and(": " + rollout.text("reason")));
    lines.add(Line.of(traffic(rollout), Tone.DIM));
    String leftOut = leftOut(rollout.object("left_out"));
    if (!leftOut.isEmpty()) {
      lines.add(Line.of("left out: " + leftOut, Tone.DIM));
    }
    return lines;
  }

  /** {@code fashion 1 → 2}. */
  static String title(Facts rollout, Look look) {
    return "%s %s %s %s"
        .formatted(
            rollout.text("model"),
            rollout.text("stable"),
            look.mark("→", "->"),
            rollout.text("candidate"));
  }

  private String traffic(Facts rollout) {
    Facts requests = rollout.object("requests");
    return "weight %s, shadow %s; requests: %s canary, %s stable"
            .formatted(
                Words.share(rollout.number("weight")),
                Words.share(rollout.number("shadow")),
                Words.count(requests.number("canary")),
                Words.count(requests.number("stable")))
        + time(rollout);
  }

  /** What is no observation, and why; the requests first. */
  private static String leftOut(Facts reasons) {
    return Stream.of(
            Map.entry("pinned", "pinned"),
            Map.entry("cached", "cached"),
            Map.entry("refused", "refused"),
            Map.entry("same_unit", "same unit"),
            Map.entry("unmatched", "unmatched"),
            Map.entry("same_unit_images", "images of the same unit"),
            Map.entry("same_unit_labels", "labels of the same unit"))
        .filter(reason -> reasons.number(reason.getKey()) > 0)
        .map(reason -> Words.count(reasons.number(reason.getKey())) + " " + reason.getValue())
        .collect(Collectors.joining(", "));
  }

  private String time(Facts rollout) {
    if (Phases.isFinal(rollout.text("phase"))) {
      return rollout.instant("ended").map(at -> "; ended " + Words.minute(at, zone)).orElse("");
    }
    double left = secondsLeft(rollout);
    return left > 0 ? "; at least " + Words.time(left) + " left" : "";
  }

  /** What the plan's times ask for from here on; evidence may ask for more. */
  private static double secondsLeft(Facts rollout) {
    Facts step = rollout.object("step");
    double here = Math.max(0, step.number("for_seconds") - step.number("elapsed_seconds"));
    return rollout.list("steps").stream()
        .skip(Math.max(0, step.whole("number")))
        .mapToDouble(later -> later.number("for_seconds"))
        .reduce(here, Double::sum);
  }

  private List<Line> guards(Facts rollout) {
    Table plain = new GuardTable(look, 0).of(rollout);
    if (plain.isEmpty()) {
      return List.of();
    }
    if (bars) {
      int bare = new GuardTable(look, 1).of(rollout).lines().get(0).length() - 2;
      int width = Math.min(BAR_MAX, (look.width() - bare) / 2);
      if (width >= BAR_MIN) {
        return new GuardTable(look, width).of(rollout).lines();
      }
    }
    return plain.lines();
  }

  private static boolean usesLabels(Facts rollout) {
    Set<String> guards = rollout.object("guards").objects().keySet();
    return guards.contains("accuracy") || guards.contains("classes");
  }

  private static List<Line> notes(Facts rollout) {
    List<Line> notes = new ArrayList<>();
    String required = GuardTable.required(rollout);
    if (!required.isEmpty()) {
      notes.add(Line.of("Promotion waits for the proof of: " + required + ".", Tone.DIM));
    }
    String later = GuardTable.requiredLater(rollout);
    if (!later.isEmpty()) {
      notes.add(Line.of("With the first label it waits for this too: " + later + ".", Tone.DIM));
    }
    List<String> acknowledged = rollout.texts("acknowledged");
    if (!acknowledged.isEmpty()) {
      notes.add(
          Line.of("Resumed in spite of: " + String.join(", ", acknowledged) + ".", Tone.CAUTION));
    }
    long uncounted = rollout.object("labels").whole("not_counted");
    if (uncounted > 0 && usesLabels(rollout)) {
      notes.add(
          Line.of(
              "Callers' labels that do not count: %s. Send labels that you trust with ./serin feedback."
                  .formatted(Words.count(uncounted)),
              Tone.CAUTION));
    }
    String storage = rollout.text("storage");
    if (!storage.isEmpty() && !storage.equals("ok")) {
      notes.add(
          Line.of("Storage: " + storage + ". The weights stay until it is back.", Tone.CAUTION));
    }
    return notes;
  }
}
