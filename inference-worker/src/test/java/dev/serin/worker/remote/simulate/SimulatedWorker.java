package dev.serin.worker.remote.simulate;

import dev.serin.worker.remote.KnownWorker.Answer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongConsumer;

/** Queue, decoders and lanes of one worker, and what it says of itself. */
final class SimulatedWorker {
  private static final double SIGMA = Math.sqrt(Math.log(1 + .25));
  private static final int SMOOTHING = 8;
  private static final int WARM = 150;
  private static final long BROKEN_NANOS = 1_000_000;

  private record Job(long dueNanos, Answer answer, double firstMs) {}

  private final WorkerModel model;
  private final Agenda agenda;
  private final SplittableRandom random;
  private final Deque<Job> waiting = new ArrayDeque<>();
  private final Deque<Job> decoded = new ArrayDeque<>();
  private int decoding;
  private int running;
  private int inRuns;
  private double jobMs;
  private double runMs;
  private double runJobMs;
  private double slowness = 1;
  private double cold;
  private int served;
  private long stillUntil;
  private boolean gone;
  private boolean broken;
  private double busyMs;

  SimulatedWorker(WorkerModel model, Agenda agenda, SplittableRandom random) {
    this.model = model;
    this.agenda = agenda;
    this.random = random;
  }

  void slow(double factor) {
    slowness = factor;
  }

  /** The first images take {@code factor} times as long. */
  void cold(double factor) {
    cold = factor - 1;
  }

  void crash() {
    gone = true;
  }

  void breakDown() {
    broken = true;
  }

  void pause(long nanos) {
    stillUntil = agenda.now() + nanos;
  }

  /** Thread-milliseconds of the first stage since it was last asked. */
  double takeBusyMs() {
    double taken = busyMs;
    busyMs = 0;
    return taken;
  }

  int length() {
    return waiting.size() + decoding + decoded.size() + inRuns;
  }

  WorkerModel model() {
    return model;
  }

  /** Says how busy it is, or nothing. */
  void report(LongConsumer hear) {
    if (!gone && agenda.now() >= stillUntil) {
      hear.accept((long) (delayMs() * 1e6));
    }
  }

  void receive(long dueNanos, Answer answer) {
    awake(
        () -> {
          double leftMs = (dueNanos - agenda.now()) / 1e6;
          if (broken) {
            agenda.after(BROKEN_NANOS, answer::broken);
          } else if (length() >= model.places() || delayMs() * 1.25 > leftMs) {
            answer.overloaded();
          } else {
            waiting.add(new Job(dueNanos, answer, 0));
            decode();
          }
        });
  }

  /** Of the production's VersionQueues: 0 where nothing is under way. */
  private double delayMs() {
    if (length() == 0) {
      return 0;
    }
    double first = (waiting.size() + decoding / 2.0) * jobMs / model.servers();
    double second =
        model.lanes() == 0 ? 0 : (decoded.size() + inRuns / 2.0) * runJobMs / model.lanes();
    return Math.max(first, second) + jobMs + runMs;
  }

  private void decode() {
    while (decoding < model.servers() && !waiting.isEmpty()) {
      Job job = waiting.remove();
      if (job.dueNanos() <= agenda.now()) {
        job.answer().overloaded();
        continue;
      }
      decoding++;
      double took = draw() * slowness * (1 + cold * Math.exp(-served++ / (double) WARM));
      after(took, () -> decodeDone(job, took));
    }
  }

  private void decodeDone(Job job, double took) {
    decoding--;
    busyMs += took;
    jobMs = average(jobMs, took);
    if (model.lanes() == 0) {
      job.answer().classified((long) (took * 1e6));
    } else {
      decoded.add(new Job(job.dueNanos(), job.answer(), took));
      run();
    }
    decode();
  }

  private void run() {
    while (running < model.lanes() && !decoded.isEmpty()) {
      List<Job> batch = new ArrayList<>();
      while (batch.size() < model.batch() && !decoded.isEmpty()) {
        batch.add(decoded.remove());
      }
      running++;
      inRuns += batch.size();
      double took = (model.runMs() + batch.size() * model.eachMs()) * slowness;
      after(took, () -> runDone(batch, took));
    }
  }

  private void runDone(List<Job> batch, double took) {
    running--;
    inRuns -= batch.size();
    runMs = average(runMs, took);
    runJobMs = average(runJobMs, took / batch.size());
    batch.forEach(job -> job.answer().classified((long) ((job.firstMs() + took) * 1e6)));
    run();
  }

  private static double average(double before, double sample) {
    return before == 0 ? sample : before + (sample - before) / SMOOTHING;
  }

  private double draw() {
    return model.exponential()
        ? -Math.log(1 - random.nextDouble()) * model.serviceMs()
        : model.serviceMs() * Math.exp(SIGMA * Dice.normal(random) - SIGMA * SIGMA / 2);
  }

  private void after(double ms, Runnable what) {
    agenda.after((long) (ms * 1e6), () -> awake(what));
  }

  /** Whoever stands still does what was due when he goes on; whoever is gone, never. */
  private void awake(Runnable what) {
    if (gone) {
      return;
    }
    if (agenda.now() < stillUntil) {
      agenda.after(stillUntil - agenda.now(), () -> awake(what));
    } else {
      what.run();
    }
  }
}
