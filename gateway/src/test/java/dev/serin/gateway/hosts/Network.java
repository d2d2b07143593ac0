package dev.serin.gateway.hosts;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Machines with a network of their own: network namespaces of Linux on one bridge. The tests reach
 * all of them whatever becomes of the network between them; nothing of it leaves this machine.
 */
final class Network implements AutoCloseable {
  private static final Pattern BRIDGE = Pattern.compile("serin-(\\d+):?");

  private final long pid = ProcessHandle.current().pid();
  private final String bridge = "serin-" + pid;
  private final String subnet;
  private final List<Host> hosts = new ArrayList<>();
  private final Set<Way> closed = new LinkedHashSet<>();
  private final Thread atExit = new Thread(() -> remove(pid), "serin-network");

  /**
   * One of the machines.
   *
   * @param link its end of the cable at the bridge
   */
  record Host(String namespace, String link, String address) {
    /** What runs a program there. */
    List<String> launcher() {
      return List.of("ip", "netns", "exec", namespace);
    }
  }

  /** From one to the other. */
  private record Way(Host from, Host to) {
    String rule() {
      return "iifname \"%s\" oifname \"%s\" drop;".formatted(from.link, to.link);
    }
  }

  /** Why there can be none here. */
  static Optional<String> obstacle() throws InterruptedException {
    try {
      Command.run("nft list tables");
      Command.run("ip netns list");
      return Command.run("id -u").equals("0\n")
          ? Optional.empty()
          : Optional.of("only root makes network namespaces");
    } catch (IOException e) {
      return Optional.of("ip and nft are needed: " + e.getMessage());
    }
  }

  /** Without machines yet. What earlier tests could not remove, because they were killed, goes. */
  Network() throws IOException, InterruptedException {
    removeLeft();
    subnet = free();
    Runtime.getRuntime().addShutdownHook(atExit);
    Command.run("ip link add %s type bridge".formatted(bridge));
    Command.run("ip addr add %s.1/24 dev %s".formatted(subnet, bridge));
    Command.run("ip link set %s up".formatted(bridge));
  }

  private static String free() throws IOException, InterruptedException {
    String routes = Command.run("ip route show");
    for (int i = 0; i < 256; i++) {
      if (!routes.contains("10.77." + i + ".")) {
        return "10.77." + i;
      }
    }
    throw new IOException("no addresses are left: " + routes);
  }

  /** A machine more. */
  Host add() throws IOException, InterruptedException {
    int number = hosts.size() + 1;
    String name = "serin-" + pid + "-" + number;
    Host host = new Host(name, "sh" + pid + "-" + number, subnet + "." + (10 + number));
    Command.run("ip netns add " + name);
    hosts.add(host);
    Command.run("ip link add %s type veth peer name eth0 netns %s".formatted(host.link, name));
    Command.run("ip link set %s master %s up".formatted(host.link, bridge));
    Command.run("ip -n %s addr add %s/24 dev eth0".formatted(name, host.address));
    Command.run("ip -n %s link set eth0 up".formatted(name));
    Command.run("ip -n %s link set lo up".formatted(name));
    return host;
  }

  /** From now on nothing of {@code from} comes to {@code to}; neither is told. */
  void close(List<Host> from, List<Host> to) throws IOException, InterruptedException {
    from.forEach(one -> to.forEach(other -> closed.add(new Way(one, other))));
    apply();
  }

  /** From now on neither hears of the other. */
  void split(List<Host> one, List<Host> other) throws IOException, InterruptedException {
    close(one, other);
    close(other, one);
  }

  /** All ways are open again. */
  void heal() throws IOException, InterruptedException {
    closed.clear();
    apply();
  }

  private void apply() throws IOException, InterruptedException {
    String rules = closed.stream().map(Way::rule).collect(Collectors.joining("\n"));
    String table = "table bridge " + bridge;
    Command.run(
        List.of("nft", "-f", "-"),
        """
        %s
        delete %s
        %s {
          chain forward {
            type filter hook forward priority 0;
            %s
          }
        }
        """
            .formatted(table, table, table, rules));
  }

  /** All but {@code some}. */
  List<Host> others(List<Host> some) {
    return hosts.stream().filter(host -> !some.contains(host)).toList();
  }

  private static void removeLeft() throws IOException, InterruptedException {
    Matcher bridges = BRIDGE.matcher(Command.run("ip -o link show type bridge"));
    while (bridges.find()) {
      long owner = Long.parseLong(bridges.group(1));
      if (ProcessHandle.of(owner).isEmpty()) {
        remove(owner);
      }
    }
  }

  /** What {@code owner} made, and whatever still runs in it. */
  private static void remove(long owner) {
    try {
      for (String line : Command.run("ip netns list").split("\n")) {
        String name = line.split(" ")[0];
        if (name.startsWith("serin-" + owner + "-")) {
          for (String pid : Command.run("ip netns pids " + name).split("\n")) {
            Optional.of(pid)
                .filter(found -> !found.isEmpty())
                .flatMap(found -> ProcessHandle.of(Long.parseLong(found)))
                .ifPresent(ProcessHandle::destroyForcibly);
          }
          // A namespace may outlive its name, and would keep its end of the cable.
          Command.attempt("ip link del sh" + name.substring("serin-".length()));
          Command.attempt("ip netns del " + name);
        }
      }
      Command.attempt("nft delete table bridge serin-" + owner);
      Command.attempt("ip link del serin-" + owner);
    } catch (IOException e) {
      System.err.println("the network of " + owner + " is left: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    remove(pid);
    Runtime.getRuntime().removeShutdownHook(atExit);
  }
}
