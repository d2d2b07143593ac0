package dev.serin.gateway.rollout.simulate;

import dev.serin.gateway.rollout.evidence.Guard;
import dev.serin.gateway.rollout.evidence.Signal;
import dev.serin.gateway.rollout.simulate.Cell.Section;
import java.util.ArrayList;
import java.util.List;

/** All cells that are simulated. */
final class Scenarios {
  private static final double[] BASES = {0.002, 0.005, 0.012};
  private static final double[] RATES = {2, 20, 200};
  private static final double[] RATIOS = {1.5, 2, 5, 10};
  private static final String USERS = "Zipf users";

  private Scenarios() {}

  static List<Cell> all() {
    List<Cell> cells = new ArrayList<>();
    healthy(cells);
    boundary(cells);
    errors(cells);
    quality(cells);
    cells.add(new Cell(Section.TOGETHER, List.of("five signals", "20 rps"), new TogetherTrial()));
    UnitScenarios.add(cells);
    return List.copyOf(cells);
  }

  private static void healthy(List<Cell> cells) {
    for (Weather weather : Weather.values()) {
      for (double base : BASES) {
        for (double rate : RATES) {
          cells.add(crowd(Section.HEALTHY, weather, base, rate, 1));
        }
      }
    }
    for (double base : BASES) {
      for (double rate : RATES) {
        cells.add(users(Section.HEALTHY, base, rate, 1));
      }
    }
  }

  private static void boundary(List<Cell> cells) {
    double worst = Guards.ERRORS.harm();
    for (double base : BASES) {
      for (double rate : RATES) {
        cells.add(crowd(Section.BOUNDARY, Weather.STEADY, base, rate, worst));
      }
    }
    for (double rate : RATES) {
      cells.add(users(Section.BOUNDARY, 0.005, rate, worst));
      // Who fails less often keeps more units that have not failed yet.
      cells.add(users(Section.BOUNDARY, 0.012, rate, 0.5));
    }
  }

  private static void errors(List<Cell> cells) {
    for (double base : BASES) {
      for (double rate : RATES) {
        for (double ratio : RATIOS) {
          cells.add(crowd(Section.ERRORS, Weather.STEADY, base, rate, ratio));
        }
      }
    }
    cells.add(crowd(Section.ERRORS, Weather.STEADY, 0.002, 20, 4));
    cells.add(crowd(Section.ERRORS, Weather.STEADY, 0.0005, 200, 10));
    cells.add(crowd(Section.ERRORS, Weather.OUTAGE, 0.005, 20, 2));
    cells.add(users(Section.ERRORS, 0.005, 20, 2));
    cells.add(users(Section.ERRORS, 0.005, 20, 10));
  }

  private static void quality(List<Cell> cells) {
    stream(cells, Signal.ACCURACY, "none", SampleModels.labels(0), 0);
    stream(cells, Signal.ACCURACY, "-1 point", SampleModels.labels(0.01), 0.01);
    stream(cells, Signal.ACCURACY, "-2 points", SampleModels.labels(0.02), 0.02);
    stream(cells, Signal.ACCURACY, "-5 points", SampleModels.labels(0.05), 0.05);
    stream(cells, Signal.AGREEMENT, "none: 8 %", SampleModels.pairs(0.08), 0.08);
    stream(cells, Signal.AGREEMENT, "10 %", SampleModels.pairs(0.10), 0.10);
    stream(cells, Signal.AGREEMENT, "12 %", SampleModels.pairs(0.12), 0.12);
    stream(cells, Signal.AGREEMENT, "20 %", SampleModels.pairs(0.20), 0.20);
    stream(cells, Signal.AGREEMENT, "50 %", SampleModels.pairs(0.50), 0.50);
    stream(cells, Signal.CONFIDENCE, "none: -0.01", SampleModels.confidences(-0.01), 1);
    stream(cells, Signal.CONFIDENCE, "-0.02", SampleModels.confidences(-0.02), 1);
    stream(cells, Signal.CONFIDENCE, "-0.05", SampleModels.confidences(-0.05), 1);
    stream(cells, Signal.CONFIDENCE, "-0.10", SampleModels.confidences(-0.10), 1);
    stream(cells, Signal.LATENCY, "none", SampleModels.latencies(1), 0);
    stream(cells, Signal.LATENCY, "none: +5 %", SampleModels.latencies(1.05), 1);
    stream(cells, Signal.LATENCY, "+15 %", SampleModels.latencies(1.15), 1);
    stream(cells, Signal.LATENCY, "+50 %", SampleModels.latencies(1.5), 1);
    stream(cells, Signal.LATENCY, "2x", SampleModels.latencies(2), 1);
  }

  private static void stream(
      List<Cell> cells, Signal signal, String effect, Samples samples, double badShare) {
    boolean none = effect.startsWith("none");
    Guard guard =
        switch (signal) {
          case ACCURACY -> Guards.ACCURACY;
          case AGREEMENT -> Guards.AGREEMENT;
          case CONFIDENCE -> Guards.CONFIDENCE;
          case LATENCY -> Guards.LATENCY;
          case ERRORS, SPLIT, CLASSES -> throw new IllegalArgumentException("not a stream");
        };
    // The prototype gave pairs up after 5,000 of them, labels after 20,000.
    int horizon = signal == Signal.ACCURACY ? 20_000 : 5_000;
    cells.add(
        new Cell(
            none ? Section.QUALITY_NULL : Section.QUALITY,
            List.of(signal.toString(), effect),
            new StreamTrial(signal, guard, samples, horizon, badShare)));
  }

  private static Cell crowd(
      Section section, Weather weather, double base, double rate, double ratio) {
    List<Rule> rules = weather == Weather.BURSTS ? Rules.REPEATING : Rules.ALL;
    return new Cell(
        section,
        labels(weather.toString(), base, rate, ratio),
        new RampTrial(new CrowdTraffic(weather, rate, base, ratio), rules));
  }

  private static Cell users(Section section, double base, double rate, double ratio) {
    int number = rate < 10 ? 1_000 : rate < 100 ? 5_000 : 10_000;
    return new Cell(
        section,
        labels(USERS, base, rate, ratio),
        new RampTrial(new UserTraffic(number, rate, base, ratio), Rules.REPEATING));
  }

  private static List<String> labels(String scenario, double base, double rate, double ratio) {
    return List.of(
        scenario, Text.number(base * 100) + " %", Text.number(rate), Text.number(ratio) + "x");
  }
}
