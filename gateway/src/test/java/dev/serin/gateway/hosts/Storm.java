package dev.serin.gateway.hosts;

import dev.serin.gateway.hosts.Fleet.Node;
import dev.serin.gateway.hosts.Network.Host;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Does harm to a fleet, and heals it; who is hit and for how long is drawn. */
final class Storm {
  private final Fleet fleet;
  private final Chronicle chronicle;
  private final Random random;

  /** From a healing until all gateways asked all workers again, in milliseconds. */
  private final Map<String, Long> whole = new LinkedHashMap<>();

  Storm(Fleet fleet, Chronicle chronicle, Random random) {
    this.fleet = fleet;
    this.chronicle = chronicle;
    this.random = random;
  }

  /** One kind of harm. */
  enum Fault {
    WORKER_KILLED,
    WORKER_PAUSED,
    WORKER_CUT_OFF,
    WORKER_DEAF,
    WORKER_MUTE,
    GATEWAY_KILLED,
    SPLIT
  }

  Map<String, Long> whole() {
    return whole;
  }

  /** All kinds, in an order that is drawn. */
  void rage() throws IOException, InterruptedException {
    List<Fault> all = new ArrayList<>(List.of(Fault.values()));
    Collections.shuffle(all, random);
    for (Fault fault : all) {
      strike(fault, 2_000 + random.nextInt(12_000));
    }
  }

  /**
   * One kind.
   *
   * @param millis until it is healed, where that is for us to say
   */
  void strike(Fault fault, int millis) throws IOException, InterruptedException {
    Node worker = oneOf(fleet.workers());
    List<Host> victim = List.of(worker.host());
    List<Host> others = fleet.network().others(victim);
    switch (fault) {
      case WORKER_KILLED -> kill(worker, 3_000);
      case GATEWAY_KILLED -> kill(oneOf(fleet.gateways()), 3_000);
      case WORKER_PAUSED -> {
        chronicle.begin(worker + " paused");
        worker.process().pause();
        pass(5_000);
        worker.process().resume();
        settle(worker + " resumed");
      }
      case WORKER_CUT_OFF -> {
        chronicle.begin(worker + " cut off");
        fleet.network().split(victim, others);
        heal(millis);
      }
      case WORKER_DEAF -> {
        chronicle.begin(worker + " deaf");
        fleet.network().close(others, victim);
        heal(millis);
      }
      case WORKER_MUTE -> {
        chronicle.begin(worker + " mute");
        fleet.network().close(victim, others);
        heal(millis);
      }
      case SPLIT -> split(millis);
    }
  }

  private void kill(Node node, int millis) throws IOException, InterruptedException {
    chronicle.begin(node + " killed");
    node.process().kill();
    pass(millis);
    node.start();
    node.process().ready();
    settle(node + " back");
  }

  /** One gateway and one worker here, the others there. */
  private void split(int millis) throws IOException, InterruptedException {
    Node gateway = oneOf(fleet.gateways());
    Node worker = oneOf(fleet.workers());
    List<Host> side = List.of(gateway.host(), worker.host());
    chronicle.begin("split: " + gateway + ", " + worker);
    fleet.network().split(side, fleet.network().others(side));
    heal(millis);
  }

  private void heal(int millis) throws IOException, InterruptedException {
    pass(millis);
    fleet.network().heal();
    settle("healed after " + millis + " ms");
  }

  private void settle(String name) throws IOException, InterruptedException {
    chronicle.begin(name);
    long start = System.nanoTime();
    fleet.await(fleet.workers().size());
    whole.put(whole.size() + " " + name, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
    pass(2_000);
  }

  private Node oneOf(List<Node> nodes) {
    return nodes.get(random.nextInt(nodes.size()));
  }

  /** The traffic goes on meanwhile. */
  private static void pass(int millis) {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    while (System.nanoTime() < end) {
      LockSupport.parkNanos(end - System.nanoTime());
    }
  }
}
