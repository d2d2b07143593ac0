package dev.serin.gateway.kill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serin.gateway.kill.Kept.Event;
import dev.serin.gateway.kill.Kept.Rollout;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.LongStream;

/** What must hold in a journal at every moment, whenever the process was killed. */
final class JournalRules {
  private static final String CONTROLLER = "serin";
  private static final List<String> RUNNING = List.of("progressing", "holding", "paused");

  private JournalRules() {}

  /**
   * Each rollout went the way of the state machine, and the last word on the stable version is
   * theirs.
   */
  static void check(Kept kept) {
    kept.rollouts().forEach(JournalRules::check);
    assertThat(kept.rollouts().stream().filter(rollout -> !rollout.ended()).count())
        .as("running rollouts of one model")
        .isLessThanOrEqualTo(1);
    String word = kept.stable();
    assertThat(word.isEmpty() ? Models.DECLARED : word).as("stable").isEqualTo(stable(kept));
  }

  /** The stable version that the rollouts lead to. */
  static String stable(Kept kept) {
    String stable = Models.DECLARED;
    for (Rollout rollout : kept.rollouts()) {
      assertThat(rollout.plan().getString("stable")).as(rollout.id()).isEqualTo(stable);
      if (rollout.phase().equals("promoted")) {
        stable = rollout.plan().getString("candidate");
      }
    }
    return stable;
  }

  private static void check(Rollout rollout) {
    String what = rollout.id() + " " + rollout.kind() + " " + keys(rollout);
    assertThat(rollout.entries())
        .as(what)
        .isEqualTo(LongStream.rangeClosed(1, rollout.entries().size()).boxed().toList());
    Event before = rollout.events().get(0);
    assertThat(before.key()).as(what).matches("1 op-\\d+ null progressing 1 started");
    long stepBegan = before.at();
    for (Event event : rollout.events().subList(1, rollout.events().size())) {
      step(rollout, before, event, what);
      if (event.step() > before.step()) {
        JsonObject step = rollout.plan().getJsonArray("steps").getJsonObject(before.step() - 1);
        assertThat(event.at() - stepBegan).as(what).isGreaterThanOrEqualTo(step.getLong("for_ms"));
        stepBegan = event.at();
      }
      before = event;
    }
    assertThat(rollout.phase()).as(what).isEqualTo(before.to());
    assertThat(rollout.state().getString("phase")).as(what).isEqualTo(before.to());
    assertThat(rollout.state().getString("reason")).as(what).isEqualTo(before.reason());
    assertThat(rollout.step()).as(what).isEqualTo(before.step());
    assertThat(rollout.ended()).as(what).isNotEqualTo(RUNNING.contains(before.to()));
    assertThat(before.entry()).as(what).isLessThanOrEqualTo(rollout.entries().size());
  }

  private static void step(Rollout rollout, Event before, Event event, String what) {
    assertThat(event.seq()).as(what).isEqualTo(before.seq() + 1);
    assertThat(event.entry()).as(what).isGreaterThan(before.entry());
    assertThat(event.at()).as(what).isGreaterThanOrEqualTo(before.at());
    assertThat(event.from()).as(what).isEqualTo(before.to());
    assertThat(before.to()).as(what).isNotEqualTo("aborted");
    if (before.to().equals("promoted")) {
      assertThat(event.to()).as(what).isEqualTo("aborted");
    }
    boolean controller = event.actor().equals(CONTROLLER);
    boolean onward = event.to().equals("progressing") && controller;
    assertThat(event.step() - before.step()).as(what).isBetween(0, onward ? 1 : 0);
    double weight = RUNNING.contains(event.to()) ? rollout.weight(event.step()) / 1e4 : 0;
    assertThat(event.body().getDouble("weight")).as(what).isEqualTo(weight);
    switch (event.to()) {
      case "promoted" -> promotion(rollout, event, controller, what);
      case "paused" -> assertThat(controller).as(what).isFalse();
      case "aborted" -> {
        if (controller && !event.reason().startsWith("split")) {
          assertThat(rollout.kind()).as(what).isEqualTo(Kind.HARMFUL);
        }
      }
      default -> assertThat(event.to()).as(what).isIn("progressing", "holding");
    }
  }

  /** By proof or by a person who said so; never otherwise. */
  private static void promotion(Rollout rollout, Event event, boolean controller, String what) {
    if (!controller) {
      assertThat(rollout.kind()).as(what).isEqualTo(Kind.BY_HAND);
      assertThat(event.reason()).as(what).startsWith("promote by " + event.actor() + ", forced");
      return;
    }
    assertThat(rollout.kind()).as(what).isEqualTo(Kind.PROVABLE);
    assertThat(event.step()).as(what).isEqualTo(rollout.steps());
    JsonObject proof =
        event.body().getJsonObject("guards").getJsonObject("agreement").getJsonObject("proof");
    assertThat(proof.getDouble("e")).as(what).isGreaterThanOrEqualTo(proof.getDouble("bar"));
  }

  private static List<String> keys(Rollout rollout) {
    return rollout.events().stream().map(Event::key).toList();
  }
}
