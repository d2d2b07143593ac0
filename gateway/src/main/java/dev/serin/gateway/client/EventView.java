package dev.serin.gateway.client;

import java.time.ZoneId;

/** One change of a rollout as a line. */
record EventView(ZoneId zone) {
  Line line(Facts event) {
    String phase = event.text("to");
    String at = event.instant("at").map(time -> Words.second(time, zone)).orElse(Words.NOTHING);
    return Line.of(at, Tone.DIM)
        .and("  ")
        .and(Line.of(phase, Phases.tone(phase)).padded(11, false))
        .and("  step %s, %s".formatted(event.text("step"), Words.share(event.number("weight"))))
        .and("  " + event.text("reason"))
        .and(" (" + event.text("actor") + ")", Tone.DIM);
  }
}
