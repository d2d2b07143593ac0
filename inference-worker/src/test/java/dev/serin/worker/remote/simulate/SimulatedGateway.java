package dev.serin.worker.remote.simulate;

import dev.serin.worker.remote.KnownWorker;
import dev.serin.worker.remote.KnownWorker.Answer;
import dev.serin.worker.remote.KnownWorker.End;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** Chooses, asks, and asks once more elsewhere, as WorkerPool does. */
final class SimulatedGateway {
  private static final double GRACE_MS = 200;
  private static final double ANSWER_SIZE = .4;

  private final Scenario scenario;
  private final Agenda agenda;
  private final SplittableRandom random;
  private final Policy.Chooser chooser;
  private final List<KnownWorker> known = new ArrayList<>();
  private long dueNanos;

  SimulatedGateway(Scenario scenario, Policy policy, Agenda agenda, SplittableRandom random) {
    this.scenario = scenario;
    this.agenda = agenda;
    this.random = random;
    this.chooser = policy.chooser(random.split());
  }

  /**
   * Knows of {@code worker} from now on.
   *
   * @param sent called for each request to it
   * @return who is to hear its reports
   */
  LongConsumer meet(SimulatedWorker worker, Runnable sent) {
    KnownWorker meeting =
        new KnownWorker(
            "w" + known.size(),
            agenda::now,
            answer -> {
              sent.run();
              send(worker, answer);
            });
    known.add(meeting);
    return delay -> after(ANSWER_SIZE, () -> meeting.heard(delay));
  }

  void look() {
    known.forEach(worker -> worker.look(silenceNanos()));
  }

  /**
   * @param ended true for an answer; called once
   */
  void classify(Consumer ended) {
    long due = agenda.now() + nanos(scenario.deadlineMs());
    Optional<KnownWorker> first = choose(null);
    if (first.isEmpty()) {
      ended.ended(false);
      return;
    }
    ask(
        first.get(),
        due,
        end -> {
          Optional<KnownWorker> second =
              end == End.ELSEWHERE && agenda.now() < due ? choose(first.get()) : Optional.empty();
          if (second.isPresent()) {
            ask(second.get(), due, last -> ended.ended(last == End.CLASSIFIED));
          } else {
            ended.ended(end == End.CLASSIFIED);
          }
        });
  }

  /** Hears whether a request was answered. */
  interface Consumer {
    void ended(boolean answered);
  }

  private void ask(KnownWorker worker, long due, java.util.function.Consumer<End> ended) {
    dueNanos = due;
    worker.ask(ended);
  }

  private Optional<KnownWorker> choose(@Nullable KnownWorker but) {
    List<KnownWorker> open = new ArrayList<>(known.size());
    for (KnownWorker worker : known) {
      if (worker != but && worker.isOpen(silenceNanos())) {
        open.add(worker);
      }
    }
    return chooser.choose(open);
  }

  private void send(SimulatedWorker worker, Answer answer) {
    long due = dueNanos;
    agenda.after(due - agenda.now() + nanos(GRACE_MS), answer::undelivered);
    after(1, () -> worker.receive(due, new Slow(answer)));
  }

  /** Answers need their time too. */
  private final class Slow implements Answer {
    private final Answer answer;

    Slow(Answer answer) {
      this.answer = answer;
    }

    @Override
    public void classified(long tookNanos) {
      after(ANSWER_SIZE, () -> answer.classified(tookNanos));
    }

    @Override
    public void overloaded() {
      after(ANSWER_SIZE, answer::overloaded);
    }

    @Override
    public void broken() {
      after(ANSWER_SIZE, answer::broken);
    }

    @Override
    public void undelivered() {
      answer.undelivered();
    }
  }

  private void after(double size, Runnable what) {
    agenda.after(nanos(scenario.networkMs() * size * (.5 + random.nextDouble())), what);
  }

  private long silenceNanos() {
    return nanos(scenario.silenceMs());
  }

  private static long nanos(double ms) {
    return (long) (ms * 1e6);
  }
}
