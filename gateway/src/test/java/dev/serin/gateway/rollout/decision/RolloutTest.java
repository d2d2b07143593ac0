package dev.serin.gateway.rollout.decision;

import static dev.serin.gateway.rollout.decision.Plans.minute;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serin.gateway.rollout.decision.Rollout.Move;
import dev.serin.gateway.rollout.evidence.Signal;
import dev.serin.gateway.rollout.evidence.Tally;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class RolloutTest {
  private final Rollout start = Rollout.start(Plans.plan(), Plans.START);

  private static Tally healthy(int requests) {
    Tally tally = new Tally();
    tally.requests(requests, requests);
    return tally;
  }

  private static Tally disagreeing() {
    Tally tally = new Tally();
    for (int i = 0; i < 40; i++) {
      tally.agreement(true);
    }
    return tally;
  }

  private static Tally failing() {
    Tally tally = new Tally();
    for (int i = 0; i < 10; i++) {
      tally.error(100, true);
    }
    return tally;
  }

  private static Rollout look(Rollout rollout, Tally tally, int minute) {
    return rollout.look(tally, true, minute(minute)).next();
  }

  private static Rollout tell(Rollout rollout, Command command, int minute) {
    return rollout.command(command, "anna", minute(minute)).next();
  }

  @Test
  void look_healthyCandidate_promotedThroughAllSteps() {
    Rollout second = look(start, healthy(60), 10);
    Rollout waiting = look(second, healthy(100), 30);
    Rollout promoted = look(waiting, healthy(500), 31);

    assertThat(start.weight()).isEqualTo(100);
    assertThat(second.weight()).isEqualTo(5_000);
    assertThat(waiting.state().phase()).isEqualTo(Phase.HOLDING);
    assertThat(promoted.state().phase()).isEqualTo(Phase.PROMOTED);
    assertThat(promoted.weight()).isZero();
  }

  @Test
  void look_nothingChanges_noChangeButEvidence() {
    Move move = start.look(healthy(1), true, minute(1));

    assertThat(move.change()).isEmpty();
    assertThat(move.next().evidence().canaryRequests()).isEqualTo(1);
    assertThat(start.evidence().canaryRequests()).isZero();
  }

  @Test
  void look_failingCandidate_abortedWithEvidence() {
    Move move = start.look(failing(), true, minute(1));

    assertThat(move.next().weight()).isZero();
    assertThat(move.change())
        .hasValueSatisfying(
            change -> {
              assertThat(change.actor()).isEqualTo(Change.CONTROLLER);
              assertThat(change.before().phase()).isEqualTo(Phase.PROGRESSING);
              assertThat(change.after().phase()).isEqualTo(Phase.ABORTED);
              assertThat(change.at()).isEqualTo(minute(1));
              assertThat(change.evidence().seen().errors().canary()).isEqualTo(10);
            });
  }

  @Test
  void look_candidateNotReady_aborted() {
    assertThat(start.look(new Tally(), false, minute(1)).next().state().phase())
        .isEqualTo(Phase.ABORTED);
  }

  @Test
  void look_afterTheEnd_nothingHappens() {
    Rollout aborted = tell(start, Command.ABORT, 1);
    Move move = aborted.look(failing(), false, minute(2));

    assertThat(move.change()).isEmpty();
    assertThat(move.next()).isSameAs(aborted);
  }

  @Test
  void look_samplesArriveLate_holdsThenAdvances() {
    Rollout holding = look(start, healthy(10), 12);
    Rollout second = look(holding, healthy(40), 13);

    assertThat(holding.state().phase()).isEqualTo(Phase.HOLDING);
    assertThat(second.state().step()).isEqualTo(1);
    assertThat(second.state().phase()).isEqualTo(Phase.PROGRESSING);
    assertThat(second.state().stepStarted()).isEqualTo(minute(13));
    assertThat(second.state().requestsBefore()).isEqualTo(50);
  }

  @Test
  void pause_thenResume_clockStoodStill() {
    Rollout paused = tell(start, Command.PAUSE, 4);
    Rollout still = look(paused, healthy(100), 300);
    Rollout resumed = tell(still, Command.RESUME, 304);

    assertThat(paused.weight()).isEqualTo(100);
    assertThat(still.state().phase()).isEqualTo(Phase.PAUSED);
    assertThat(still.state().elapsed(minute(300))).isEqualTo(Duration.ofMinutes(4));
    assertThat(resumed.state().elapsed(minute(304))).isEqualTo(Duration.ofMinutes(4));
    assertThat(look(resumed, healthy(1), 309).state().step()).isZero();
    assertThat(look(resumed, healthy(1), 310).state().step()).isEqualTo(1);
  }

  @Test
  void pause_twice_clockStandsSinceTheFirst() {
    Rollout twice = tell(tell(start, Command.PAUSE, 4), Command.PAUSE, 9);

    assertThat(twice.state().elapsed(minute(20))).isEqualTo(Duration.ofMinutes(4));
    assertThat(tell(start, Command.PAUSE, 4).command(Command.PAUSE, "ben", minute(9)).change())
        .isEmpty();
  }

  @Test
  void pause_harmComes_abortedAllTheSame() {
    assertThat(look(tell(start, Command.PAUSE, 1), failing(), 2).state().phase())
        .isEqualTo(Phase.ABORTED);
  }

  @Test
  void resume_fromHoldForHarm_harmIsTaken() {
    Rollout holding = look(start, disagreeing(), 1);
    Rollout resumed = tell(holding, Command.RESUME, 2);

    assertThat(holding.state().phase()).isEqualTo(Phase.HOLDING);
    assertThat(holding.weight()).isEqualTo(100);
    assertThat(resumed.state().acknowledged()).containsExactly(Signal.AGREEMENT);
    assertThat(look(resumed, disagreeing(), 3).state().phase()).isEqualTo(Phase.PROGRESSING);
  }

  @Test
  void resume_fromPauseDuringWhichHarmCame_harmIsNotTaken() {
    Rollout paused = look(tell(start, Command.PAUSE, 1), disagreeing(), 2);
    Rollout resumed = tell(paused, Command.RESUME, 3);

    assertThat(resumed.state().acknowledged()).isEmpty();
    assertThat(look(resumed, healthy(1), 4).state().phase()).isEqualTo(Phase.HOLDING);
  }

  @Test
  void resume_fromHoldThatWasPaused_holdsAgain() {
    Rollout holding = look(start, disagreeing(), 1);
    Rollout resumed = tell(tell(holding, Command.PAUSE, 2), Command.RESUME, 3);

    assertThat(resumed.state().phase()).isEqualTo(Phase.PROGRESSING);
    assertThat(look(resumed, healthy(1), 4).state().phase()).isEqualTo(Phase.HOLDING);
  }

  @Test
  void resume_whileProgressing_changesNothing() {
    assertThat(start.command(Command.RESUME, "anna", minute(1)).change()).isEmpty();
  }

  @Test
  void resume_fromHoldWithoutHarm_holdsAgainAtNextLook() {
    Rollout holding = look(start, healthy(10), 12);
    Rollout resumed = tell(holding, Command.RESUME, 13);

    assertThat(resumed.state().acknowledged()).isEmpty();
    assertThat(look(resumed, healthy(1), 14).state().phase()).isEqualTo(Phase.HOLDING);
  }

  @Test
  void promote_byPerson_winsOverMissingProof() {
    Rollout promoted = tell(start, Command.PROMOTE, 1);

    assertThat(promoted.state().phase()).isEqualTo(Phase.PROMOTED);
    assertThat(promoted.state().reason()).isEqualTo("promote by anna");
  }

  @Test
  void look_firstLabel_accuracyIsRequiredFromThenOn() {
    Move first = start.look(labelled(1), true, minute(3));
    assertThat(start.awaitsLabels()).isTrue();
    assertThat(first.next().state().labelledAt()).isEqualTo(minute(3));
    assertThat(first.change()).isPresent();
    assertThat(first.next().state().reason()).contains("first label");
    Rollout second = look(look(first.next(), healthy(60), 10), healthy(500), 31);
    assertThat(second.state().phase()).isEqualTo(Phase.HOLDING);
    assertThat(second.state().reason()).isEqualTo("not proven harmless yet: accuracy");
    assertThat(look(second, labelled(1_000), 32).state().phase()).isEqualTo(Phase.PROMOTED);
  }

  @Test
  void look_labelThatWaitsAtTheLastLook_holdsThePromotion() {
    Rollout second = look(start, healthy(60), 10);
    Rollout held = second.look(healthy(500), true, true, minute(31)).next();
    assertThat(held.state().phase()).isEqualTo(Phase.HOLDING);
    assertThat(held.state().labelledAt()).isEqualTo(minute(31));
    assertThat(look(second, healthy(500), 31).state().phase()).isEqualTo(Phase.PROMOTED);
  }

  @Test
  void order_promoteUnproven_refusedUnlessForced() {
    Rollout labelled = look(start, labelled(1), 3);
    assertThatThrownBy(() -> labelled.order(new Order(Command.PROMOTE, "anna"), minute(4)))
        .isInstanceOf(UnprovenException.class)
        .hasMessage("errors is not proven harmless, accuracy is not proven harmless");
    Rollout forced = labelled.order(new Order(Command.PROMOTE, "anna", "demo"), minute(4)).next();
    assertThat(forced.state().phase()).isEqualTo(Phase.PROMOTED);
    assertThat(forced.state().reason())
        .isEqualTo(
            "promote by anna, forced although errors is not proven harmless, accuracy is not proven harmless: demo");
    assertThatThrownBy(() -> forced.order(new Order(Command.PROMOTE, "anna", "demo"), minute(5)))
        .isInstanceOf(IllegalCommandException.class);
  }

  @Test
  void order_promoteHarmful_refused() {
    Rollout holding = look(start, disagreeing(), 1);
    assertThat(holding.objections())
        .containsExactly("agreement shows harm", "errors is not proven harmless");
    Rollout taken = tell(holding, Command.RESUME, 2);
    assertThat(taken.objections()).containsExactly("errors is not proven harmless");
  }

  @Test
  void order_promoteProven_goesWithoutForce() {
    Rollout proven = look(start, healthy(2_000), 1);
    Rollout promoted = proven.order(new Order(Command.PROMOTE, "anna"), minute(2)).next();
    assertThat(promoted.state().reason()).isEqualTo("promote by anna");
  }

  private static Tally labelled(int images) {
    Tally tally = new Tally();
    for (int i = 0; i < images; i++) {
      tally.label("cat", true, true);
    }
    return tally;
  }

  @Test
  void abort_afterPromotion_wins() {
    Rollout aborted = tell(tell(start, Command.PROMOTE, 1), Command.ABORT, 2);

    assertThat(aborted.state().phase()).isEqualTo(Phase.ABORTED);
  }

  @Test
  void abort_twice_secondChangesNothing() {
    Rollout aborted = tell(start, Command.ABORT, 1);
    Move again = aborted.command(Command.ABORT, "ben", minute(2));

    assertThat(again.change()).isEmpty();
    assertThat(again.next().state()).isEqualTo(aborted.state());
  }

  @Test
  void command_afterTheEnd_refusedExceptAbort() {
    Rollout aborted = tell(start, Command.ABORT, 1);

    for (Command command : new Command[] {Command.PAUSE, Command.RESUME, Command.PROMOTE}) {
      assertThatThrownBy(() -> aborted.command(command, "anna", minute(2)))
          .isInstanceOf(IllegalCommandException.class)
          .hasMessageContaining("aborted")
          .hasMessageContaining(command.toString());
    }
  }

  @Test
  void elapsed_pausedThenAborted_staysWhereItWas() {
    Rollout aborted = tell(tell(start, Command.PAUSE, 4), Command.ABORT, 9);

    assertThat(aborted.state().elapsed(minute(30))).isEqualTo(Duration.ofMinutes(4));
  }
}
