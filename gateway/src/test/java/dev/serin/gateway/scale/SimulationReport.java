package dev.serin.gateway.scale;

import dev.serin.worker.remote.simulate.Figures;
import dev.serin.worker.remote.simulate.Policy;
import dev.serin.worker.remote.simulate.Scenario;
import dev.serin.worker.remote.simulate.Scenarios;
import dev.serin.worker.remote.simulate.Simulation;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.LongStream;

/** Runs the simulation of the balancer at length: tables, figures and plots of docs/scale.md. */
final class SimulationReport {
  private static final int SEEDS = 3;
  private static final int SEEDS_OF_PLOTS = 2;
  private static final int RUNS_OF_LOSS = 8;
  private static final List<Policy> DRAWN =
      List.of(
          Policy.SERIN,
          Policy.TWO_REPORTED_SENT,
          Policy.TWO_OUTSTANDING,
          Policy.ALL_REPORTED,
          Policy.ROUND_ROBIN,
          Policy.RANDOM);
  private static final double[] LOADS = {.3, .5, .6, .7, .8, .85, .9, .95};
  private static final double[] INTERVALS = {10, 20, 50, 100, 300, 1_000};
  private static final double[] SILENCES = {250, 500, 1_000, 2_000, 4_000};

  private SimulationReport() {}

  static void write() throws IOException {
    policies();
    loads();
    reports();
    loss();
    silences();
  }

  private static List<Figures> run(Scenario scenario, Policy policy, int seeds) {
    return LongStream.rangeClosed(1, seeds)
        .parallel()
        .mapToObj(seed -> Simulation.run(scenario, policy, seed))
        .toList();
  }

  private static double[] sorted(List<Figures> runs, ToDoubleFunction<Figures> figure) {
    return runs.stream().mapToDouble(figure).sorted().toArray();
  }

  private static double median(List<Figures> runs, ToDoubleFunction<Figures> figure) {
    return sorted(runs, figure)[runs.size() / 2];
  }

  private static void policies() throws IOException {
    StringBuilder csv = new StringBuilder();
    csv.append("scenario,policy,p50 ms,least,most,p99 ms,least,most,failed,least,most,");
    csv.append("busiest over mean\n");
    List<String> rows = new ArrayList<>();
    for (Scenario scenario : Scenarios.all()) {
      List<String> cells = new ArrayList<>(List.of(scenario.name()));
      for (Policy policy : Policy.values()) {
        List<Figures> runs = run(scenario, policy, SEEDS);
        csv.append('"').append(scenario.name()).append("\",\"").append(policy).append('"');
        append(csv, "%.1f", sorted(runs, Figures::p50Ms));
        append(csv, "%.1f", sorted(runs, Figures::p99Ms));
        append(csv, "%.5f", sorted(runs, Figures::failedShare));
        csv.append(Tables.text(",%.2f%n", median(runs, Figures::fullest)));
        cells.add(cell(runs, policy == Policy.SERIN));
      }
      rows.add(Tables.row(cells.toArray(String[]::new)));
    }
    StringBuilder head = new StringBuilder("| scenario |");
    for (Policy policy : Policy.values()) {
      head.append(' ').append(policy).append(" |");
    }
    Paper.write("policies", Tables.table(head.toString(), rows));
    Files.writeString(Paper.FOLDER.resolve("scale-policies.csv"), csv);
  }

  private static void append(StringBuilder csv, String format, double[] sorted) {
    for (double value : new double[] {sorted[sorted.length / 2], sorted[0], sorted[SEEDS - 1]}) {
      csv.append(',').append(Tables.text(format, value));
    }
  }

  private static String cell(List<Figures> runs, boolean bold) {
    double failed = median(runs, Figures::failedShare) * 100;
    double p99 = median(runs, Figures::p99Ms);
    String ms = p99 >= 1_000 ? "late" : Tables.text("%.0f", p99);
    String text = failed < .005 ? ms : Tables.text("%s; %.2f %%", ms, failed);
    return bold ? "**" + text + "**" : text;
  }

  private static void loads() throws IOException {
    Chart chart =
        new Chart(
            "p99 in ms over the load of twelve workers of two cores; four gateways",
            "load",
            new double[] {.3, .4, .5, .6, .7, .8, .9, 1},
            false,
            30,
            50,
            100,
            200,
            500,
            1_000);
    for (Policy policy : DRAWN) {
      List<double[]> points = new ArrayList<>();
      for (double load : LOADS) {
        points.add(
            new double[] {
              load, median(run(Scenario.even(load), policy, SEEDS_OF_PLOTS), Figures::p99Ms)
            });
      }
      chart.add(policy.toString(), points);
      if (policy == Policy.SERIN) {
        Paper.write("headroom", headroom(points));
      }
    }
    Files.writeString(Paper.FOLDER.resolve("scale-load.svg"), chart.svg());
  }

  private static String headroom(List<double[]> points) {
    StringBuilder head = new StringBuilder("| load |");
    List<String> cells = new ArrayList<>(List.of("p99, ms"));
    for (double[] point : points) {
      head.append(Tables.text(" %.2f |", point[0]));
      cells.add(Tables.text("%.0f", point[1]));
    }
    return Tables.table(head.toString(), List.of(Tables.row(cells.toArray(String[]::new))));
  }

  private static void reports() throws IOException {
    Chart chart =
        new Chart(
            "p99 in ms over the time between two reports of a worker; load .8, four gateways",
            "ms between reports",
            INTERVALS,
            true,
            30,
            50,
            100,
            200,
            500,
            1_000);
    for (Policy policy :
        List.of(
            Policy.SERIN,
            Policy.TWO_REPORTED_SENT,
            Policy.TWO_REPORTED,
            Policy.ALL_REPORTED_SENT,
            Policy.ALL_REPORTED,
            Policy.RANDOM)) {
      List<double[]> points = new ArrayList<>();
      for (double interval : INTERVALS) {
        Scenario scenario = Scenario.even(.8).timed(1_000, 1, interval, 10_000);
        points.add(
            new double[] {interval, median(run(scenario, policy, SEEDS_OF_PLOTS), Figures::p99Ms)});
      }
      chart.add(policy.toString(), points);
    }
    Files.writeString(Paper.FOLDER.resolve("scale-reports.svg"), chart.svg());
  }

  /** What callers see while a worker dies, averaged over the seeds. */
  private static void loss() throws IOException {
    Chart chart =
        new Chart(
            "p99 in ms of each tenth of a second (mean of 8 runs); one of twelve workers dies at 0",
            "seconds since it died",
            new double[] {-1, 0, 1, 2, 3, 4},
            false,
            20,
            50,
            100,
            200,
            500,
            1_000);
    for (Policy policy :
        List.of(Policy.SERIN, Policy.TWO_REPORTED_SENT, Policy.ROUND_ROBIN, Policy.RANDOM)) {
      double[] sums = new double[150];
      for (int seed = 1; seed <= RUNS_OF_LOSS; seed++) {
        List<Figures.Tenth> tenths = Simulation.run(Scenarios.loss(), policy, seed).timeline();
        for (int i = 0; i < sums.length && i < tenths.size(); i++) {
          sums[i] += tenths.get(i).p99Ms();
        }
      }
      List<double[]> points = new ArrayList<>();
      for (int i = 90; i < 140; i++) {
        points.add(new double[] {(i + .5) / 10 - 10, sums[i] / RUNS_OF_LOSS});
      }
      chart.add(policy.toString(), points);
    }
    Files.writeString(Paper.FOLDER.resolve("scale-loss.svg"), chart.svg());
  }

  private static void silences() throws IOException {
    List<String> rows = new ArrayList<>();
    for (double silence : SILENCES) {
      Scenario scenario = Scenarios.loss().timed(1_000, 1, 100, silence);
      List<Figures> runs = run(scenario, Policy.SERIN, SEEDS);
      Scenario patient = Scenarios.loss().timed(10_000, 1, 100, silence).measured(10_000, 20_000);
      List<Figures> others = run(patient, Policy.SERIN, SEEDS);
      double[] failed = sorted(runs, Figures::failedShare);
      rows.add(
          Tables.row(
              Tables.text("%,.0f ms", silence),
              Tables.text("%.0f", median(runs, Figures::p99Ms)),
              Tables.text("%.3f %%", failed[SEEDS / 2] * 100),
              Tables.text("%.3f %%", failed[SEEDS - 1] * 100),
              Tables.text(
                  "%.3f %%",
                  Arrays.stream(sorted(others, Figures::failedShare)).max().orElse(0) * 100)));
    }
    Paper.write(
        "silence",
        Tables.table(
            "| silence | p99, ms | late, deadline 1 s: median | most | failed, deadline 10 s: most |",
            rows));
  }
}
