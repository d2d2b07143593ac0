package dev.serin.worker.remote.simulate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Counts what came of the requests; each must end exactly once. */
final class Tally {
  private final Scenario scenario;
  private final List<Double> answered = new ArrayList<>();
  private final List<Figures.Tenth> timeline = new ArrayList<>();
  private final List<List<Double>> tenths = new ArrayList<>();
  private final List<int[]> lengths = new ArrayList<>();
  private final long[] asked;
  private long arrived;
  private long open;
  private long failed;
  private double fullest;

  Tally(Scenario scenario) {
    this.scenario = scenario;
    asked = new long[scenario.workers().size()];
  }

  /** One that is under way. */
  static final class Request {
    private final long arrivedNanos;
    private boolean ended;

    Request(long arrivedNanos) {
      this.arrivedNanos = arrivedNanos;
    }
  }

  Request arrived(long now) {
    open++;
    return new Request(now);
  }

  void asked(long now, int worker) {
    if (counts(now)) {
      asked[worker]++;
    }
  }

  void ended(Request request, boolean well, long now) {
    if (request.ended) {
      throw new IllegalStateException("a request ended twice");
    }
    request.ended = true;
    open--;
    double ms = (now - request.arrivedNanos) / 1e6;
    boolean inTime = well && ms <= scenario.deadlineMs();
    double counted = inTime ? ms : scenario.deadlineMs();
    int tenth = (int) (request.arrivedNanos / 100_000_000);
    while (tenths.size() <= tenth) {
      tenths.add(new ArrayList<>());
    }
    tenths.get(tenth).add(counted);
    if (counts(request.arrivedNanos)) {
      arrived++;
      failed += inTime ? 0 : 1;
      answered.add(counted);
    }
  }

  void tenth(List<SimulatedWorker> workers) {
    lengths.add(workers.stream().mapToInt(SimulatedWorker::length).toArray());
  }

  /** Takes note of how busy the workers were. */
  void end(List<SimulatedWorker> workers) {
    double[] uses =
        workers.stream().mapToDouble(w -> w.takeBusyMs() / w.model().servers()).toArray();
    fullest = Arrays.stream(uses).max().orElse(0) / Arrays.stream(uses).average().orElse(1);
  }

  Figures figures() {
    if (open != 0) {
      throw new IllegalStateException(open + " requests did not end");
    }
    double[] sorted = answered.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    double deadline = scenario.deadlineMs();
    for (int i = 0; i < Math.min(tenths.size(), lengths.size()); i++) {
      double[] its = tenths.get(i).stream().mapToDouble(Double::doubleValue).sorted().toArray();
      int[] queues = lengths.get(i).clone();
      Arrays.sort(queues);
      timeline.add(
          new Figures.Tenth(
              quantile(its, .99),
              Arrays.stream(its).filter(ms -> ms >= deadline).count(),
              queues[0],
              queues[queues.length - 1]));
    }
    return new Figures(
        arrived,
        failed,
        Arrays.stream(sorted).filter(ms -> ms < deadline).average().orElse(0),
        quantile(sorted, .5),
        quantile(sorted, .99),
        fullest,
        Arrays.stream(asked).boxed().toList(),
        List.copyOf(timeline));
  }

  private boolean counts(long arrivedNanos) {
    return arrivedNanos >= scenario.fromMs() * 1e6;
  }

  private static double quantile(double[] sorted, double share) {
    return sorted.length == 0
        ? 0
        : sorted[(int) Math.min(sorted.length - 1, share * sorted.length)];
  }
}
