package dev.serin.worker.remote.simulate;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongConsumer;

/** One run of a scenario under one policy. The seed decides everything. */
public final class Simulation {
  private static final int LOOKS = 5;
  private static final double BURST = .2;
  private static final double CALM_RATE = .75;
  private static final double BURST_RATE = 2;

  private final Scenario scenario;
  private final Agenda agenda = new Agenda();
  private final SplittableRandom random;
  private final List<SimulatedGateway> gateways = new ArrayList<>();
  private final List<SimulatedWorker> workers = new ArrayList<>();
  private final Tally tally;
  private boolean burst;

  private Simulation(Scenario scenario, Policy policy, long seed) {
    this.scenario = scenario;
    random = new SplittableRandom(seed);
    tally = new Tally(scenario);
    for (int i = 0; i < scenario.gateways(); i++) {
      gateways.add(new SimulatedGateway(scenario, policy, agenda, random.split()));
    }
    for (WorkerModel model : scenario.workers()) {
      workers.add(new SimulatedWorker(model, agenda, random.split()));
    }
  }

  /**
   * @throws IllegalStateException if a request did not end, or ended twice
   */
  public static Figures run(Scenario scenario, Policy policy, long seed) {
    return new Simulation(scenario, policy, seed).run();
  }

  private Figures run() {
    List<Integer> later = new ArrayList<>();
    for (Trouble trouble : scenario.troubles()) {
      if (trouble.kind() == Trouble.Kind.JOIN) {
        later.add(trouble.worker());
      }
      agenda.after(nanos(trouble.atMs()), () -> befall(trouble));
    }
    for (int i = 0; i < workers.size(); i++) {
      if (!later.contains(i)) {
        join(i);
      }
    }
    every(scenario.silenceMs() / LOOKS, () -> gateways.forEach(SimulatedGateway::look));
    every(100, () -> tally.tenth(workers));
    agenda.after(nanos(scenario.fromMs()), () -> workers.forEach(SimulatedWorker::takeBusyMs));
    if (scenario.bursty()) {
      turn();
    }
    agenda.after(0, this::arrive);
    agenda.runUntil(nanos(scenario.untilMs()));
    tally.end(workers);
    agenda.runUntil(nanos(scenario.untilMs() + 3 * scenario.deadlineMs() + 1_000));
    return tally.figures();
  }

  private void join(int number) {
    SimulatedWorker worker = workers.get(number);
    List<LongConsumer> ears = new ArrayList<>();
    gateways.forEach(
        gateway -> ears.add(gateway.meet(worker, () -> tally.asked(agenda.now(), number))));
    Runnable report = () -> worker.report(delay -> ears.forEach(ear -> ear.accept(delay)));
    report.run();
    // Workers do not start in the same moment.
    agenda.after(
        nanos(random.nextDouble() * scenario.reportMs()),
        () -> {
          report.run();
          every(scenario.reportMs(), report);
        });
  }

  private void befall(Trouble trouble) {
    SimulatedWorker worker = workers.get(trouble.worker());
    switch (trouble.kind()) {
      case SLOW -> worker.slow(trouble.amount());
      case CRASH -> worker.crash();
      case PAUSE -> worker.pause(nanos(trouble.amount()));
      case BREAK -> worker.breakDown();
      case JOIN -> {
        worker.cold(trouble.amount());
        join(trouble.worker());
      }
    }
  }

  private void turn() {
    burst = random.nextDouble() < BURST;
    agenda.after(nanos(Dice.exponential(random, 200)), this::turn);
  }

  private void arrive() {
    if (agenda.now() > 0) {
      Tally.Request request = tally.arrived(agenda.now());
      gateways
          .get(random.nextInt(gateways.size()))
          .classify(answered -> tally.ended(request, answered, agenda.now()));
    }
    double rate = scenario.rate() * (scenario.bursty() ? burst ? BURST_RATE : CALM_RATE : 1);
    long next = 1 + nanos(Dice.exponential(random, 1000 / rate));
    if (agenda.now() + next < nanos(scenario.untilMs())) {
      agenda.after(next, this::arrive);
    }
  }

  private void every(double ms, Runnable what) {
    agenda.after(
        nanos(ms),
        () -> {
          what.run();
          every(ms, what);
        });
  }

  private static long nanos(double ms) {
    return (long) (ms * 1e6);
  }
}
