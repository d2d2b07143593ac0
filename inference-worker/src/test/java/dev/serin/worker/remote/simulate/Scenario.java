package dev.serin.worker.remote.simulate;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A cluster and what happens to it.
 *
 * @param name for people
 * @param gateways that share the arrivals, and do not see what the others send
 * @param load arrivals as a share of what all workers can do, those included that fail or join
 * @param bursty twice the mean rate for a fifth of the time, in bursts of .2 s on average
 * @param fromMs from when on arrivals are measured
 * @param untilMs until when there are any
 * @param deadlineMs from arrival to answer
 * @param networkMs one way for an image, mean; .4 of it for answers and reports
 * @param reportMs how often a worker says how it is
 * @param silenceMs after which it is left out
 */
public record Scenario(
    String name,
    int gateways,
    List<WorkerModel> workers,
    double load,
    boolean bursty,
    double fromMs,
    double untilMs,
    double deadlineMs,
    double networkMs,
    double reportMs,
    double silenceMs,
    List<Trouble> troubles) {

  /** Four gateways and twelve workers of two cores for 15 seconds, of which the last 12 count. */
  public static Scenario even(double load) {
    return new Scenario(
        "even",
        4,
        Collections.nCopies(12, WorkerModel.cpu()),
        load,
        false,
        3_000,
        15_000,
        1_000,
        1,
        100,
        1_000,
        List.of());
  }

  public Scenario named(String other) {
    return new Scenario(
        other,
        gateways,
        workers,
        load,
        bursty,
        fromMs,
        untilMs,
        deadlineMs,
        networkMs,
        reportMs,
        silenceMs,
        troubles);
  }

  public Scenario of(int otherGateways, List<WorkerModel> others) {
    return new Scenario(
        name,
        otherGateways,
        others,
        load,
        bursty,
        fromMs,
        untilMs,
        deadlineMs,
        networkMs,
        reportMs,
        silenceMs,
        troubles);
  }

  public Scenario inBursts() {
    return new Scenario(
        name,
        gateways,
        workers,
        load,
        true,
        fromMs,
        untilMs,
        deadlineMs,
        networkMs,
        reportMs,
        silenceMs,
        troubles);
  }

  public Scenario measured(double from, double until) {
    return new Scenario(
        name,
        gateways,
        workers,
        load,
        bursty,
        from,
        until,
        deadlineMs,
        networkMs,
        reportMs,
        silenceMs,
        troubles);
  }

  public Scenario timed(double deadline, double network, double report, double silence) {
    return new Scenario(
        name, gateways, workers, load, bursty, fromMs, untilMs, deadline, network, report, silence,
        troubles);
  }

  public Scenario with(Trouble another) {
    List<Trouble> all = new ArrayList<>(troubles);
    all.add(another);
    return new Scenario(
        name,
        gateways,
        workers,
        load,
        bursty,
        fromMs,
        untilMs,
        deadlineMs,
        networkMs,
        reportMs,
        silenceMs,
        List.copyOf(all));
  }

  /** Arrivals a second at all gateways together. */
  public double rate() {
    return load * workers.stream().mapToDouble(WorkerModel::capacity).sum();
  }
}
