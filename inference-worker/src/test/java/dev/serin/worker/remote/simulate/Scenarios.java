package dev.serin.worker.remote.simulate;

import dev.serin.worker.remote.simulate.Trouble.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What a policy has to stand. Loads are shares of what all workers of the scenario can do. */
public final class Scenarios {
  private static final double TROUBLE = 10_000;

  private Scenarios() {}

  /** All, in the order of the paper. */
  public static List<Scenario> all() {
    Scenario seventy = Scenario.even(.7);
    return List.of(
        Scenario.even(.5).named("twelve alike, load .5"),
        Scenario.even(.8).named("twelve alike, load .8"),
        seventy.inBursts().named("bursts of twice the load, .7"),
        slow(),
        unequal(),
        loss(),
        seventy
            .measured(TROUBLE, 20_000)
            .with(new Trouble(TROUBLE, 0, Kind.PAUSE, 5_000))
            .named("one of twelve stands still for 5 s, .7"),
        broken(TROUBLE),
        seventy
            .measured(TROUBLE, 20_000)
            .with(new Trouble(TROUBLE, 0, Kind.JOIN, 5))
            .named("a cold one joins eleven, .7"),
        mixed(.5),
        mixed(.8),
        Scenario.even(.8).of(40, twelve()).named("40 gateways, twelve alike, .8"),
        Scenario.even(.8)
            .of(16, Collections.nCopies(48, WorkerModel.cpu()))
            .named("16 gateways, 48 alike, .8"));
  }

  static Scenario slow() {
    return Scenario.even(.7)
        .with(new Trouble(0, 0, Kind.SLOW, 3))
        .named("one of twelve 3 times slower, .7");
  }

  /** One dies silently; the five seconds after that are measured. */
  public static Scenario loss() {
    return loss(TROUBLE);
  }

  static Scenario loss(double atMs) {
    return Scenario.even(.7)
        .measured(atMs, atMs + 5_000)
        .with(new Trouble(atMs, 0, Kind.CRASH, 0))
        .named("one of twelve dies silently, .7");
  }

  static Scenario broken(double atMs) {
    return Scenario.even(.7)
        .measured(atMs, atMs + 10_000)
        .with(new Trouble(atMs, 0, Kind.BREAK, 0))
        .named("one of twelve fails at once, .7");
  }

  /** Two workers with a GPU have three quarters of what the ten can do. */
  static Scenario mixed(double load) {
    List<WorkerModel> workers = new ArrayList<>(Collections.nCopies(8, WorkerModel.cpu()));
    workers.add(WorkerModel.gpu());
    workers.add(WorkerModel.gpu());
    return Scenario.even(load)
        .of(4, workers)
        .named(String.format(java.util.Locale.ROOT, "eight and two ten times faster, %.1f", load));
  }

  private static Scenario unequal() {
    Scenario scenario = Scenario.even(.8).of(40, twelve());
    for (int worker = 0; worker < 12; worker++) {
      scenario = scenario.with(new Trouble(0, worker, Kind.SLOW, .85 + .3 * worker / 11));
    }
    return scenario.named("40 gateways, twelve of .85 to 1.15, .8");
  }

  private static List<WorkerModel> twelve() {
    return Collections.nCopies(12, WorkerModel.cpu());
  }
}
