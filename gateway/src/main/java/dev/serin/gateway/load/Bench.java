package dev.serin.gateway.load;

import com.sun.management.OperatingSystemMXBean;
import dev.serin.gateway.load.Ratio.Pair;
import dev.serin.gateway.load.Stage.Side;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Runs a plan: loads in order; two targets in turns, so that both see the same machine. */
final class Bench {
  private static final String RATE = "ok/s";

  /** A target and what carries requests to it. */
  record Lane(Target target, Wire wire) {}

  private final Plan plan;
  private final List<Lane> lanes;
  private final Generator generator;
  private final Progress progress;

  Bench(Plan plan, List<Lane> lanes, Generator generator, Progress progress) {
    this.plan = plan;
    this.lanes = lanes;
    this.generator = generator;
    this.progress = progress;
  }

  List<Stage> run() throws InterruptedException {
    List<Stage> stages = new ArrayList<>();
    for (Plan.Load load : plan.loads()) {
      stages.add(lanes.size() == 1 ? alone(load) : compared(load));
    }
    progress.end();
    return stages;
  }

  private Stage alone(Plan.Load load) throws InterruptedException {
    warmUp(load);
    long cpu = cpuNanos();
    Tally tally = turn(load, lanes.get(0), plan.seed(), plan.duration());
    double seconds = (cpuNanos() - cpu) / 1e9;
    return new Stage(
        load, List.of(new Side(lanes.get(0).target().name(), tally.measured())), Map.of(), seconds);
  }

  private Stage compared(Plan.Load load) throws InterruptedException {
    warmUp(load);
    long cpu = cpuNanos();
    List<Tally> totals = new ArrayList<>(List.of(new Tally(0), new Tally(0)));
    Map<String, List<Pair>> figures = new LinkedHashMap<>();
    for (int pair = 0; pair < plan.pairs(); pair++) {
      Measured[] both = new Measured[2];
      // Which comes first changes, so that a drift of the machine favours neither.
      for (int i = 0; i < 2; i++) {
        int side = (i + pair) % 2;
        // Both of a pair get the same schedule.
        Tally tally = turn(load, lanes.get(side), plan.seed() + pair, plan.turn());
        totals.set(side, totals.get(side).plus(tally));
        both[side] = tally.measured();
      }
      add(figures, both[0], both[1]);
    }
    double seconds = (cpuNanos() - cpu) / 1e9;
    List<Side> sides = new ArrayList<>();
    for (int side = 0; side < 2; side++) {
      sides.add(new Side(lanes.get(side).target().name(), totals.get(side).measured()));
    }
    Map<String, Ratio> ratios = new LinkedHashMap<>();
    figures.forEach((name, pairs) -> ratios.put(name, Ratio.of(pairs)));
    return new Stage(load, sides, ratios, seconds);
  }

  private static void add(Map<String, List<Pair>> figures, Measured a, Measured b) {
    add(figures, RATE, a.perSecond(), b.perSecond());
    add(figures, "mean", a.success().mean(), b.success().mean());
    add(figures, "p50", a.success().p50(), b.success().p50());
    add(figures, "p90", a.success().p90(), b.success().p90());
    add(figures, "p99", a.success().p99(), b.success().p99());
  }

  private static void add(Map<String, List<Pair>> figures, String name, double a, double b) {
    figures.computeIfAbsent(name, any -> new ArrayList<>()).add(new Pair(a, b));
  }

  private void warmUp(Plan.Load load) throws InterruptedException {
    if (plan.warmUp().isZero()) {
      return;
    }
    for (Lane lane : lanes) {
      progress.phase("warm-up " + load.text() + name(lane), plan.warmUp());
      run(load, lane, plan.seed() - 1, plan.warmUp());
    }
  }

  private Tally turn(Plan.Load load, Lane lane, long seed, Duration length)
      throws InterruptedException {
    progress.phase(load.text() + name(lane), length);
    return run(load, lane, seed, length);
  }

  private Tally run(Plan.Load load, Lane lane, long seed, Duration length)
      throws InterruptedException {
    return generator.run(
        plan.schedule(load, seed, length),
        plan.connections(load),
        plan.timeout().toNanos(),
        lane.wire(),
        progress::show);
  }

  private String name(Lane lane) {
    return lanes.size() == 1 ? "" : " " + lane.target().name();
  }

  private static long cpuNanos() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
  }
}
