package dev.serin.gateway.k8s;

import static dev.serin.gateway.k8s.Manifests.list;
import static dev.serin.gateway.k8s.Manifests.map;

import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1LabelSelector;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1NetworkPolicyPeer;
import io.kubernetes.client.openapi.models.V1NetworkPolicyPort;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Who may speak with whom: each port from where it is meant to be used, and nothing else. */
final class NetworkRules {
  private static final Map<String, String> SERIN = Map.of("app.kubernetes.io/name", "serin");

  private final Manifests manifests;
  private final List<String> problems = new ArrayList<>();

  private NetworkRules(Manifests manifests) {
    this.manifests = manifests;
  }

  static List<String> problems(Manifests manifests) {
    NetworkRules rules = new NetworkRules(manifests);
    manifests.deployments().forEach(rules::check);
    for (V1NetworkPolicy policy : manifests.all(V1NetworkPolicy.class)) {
      rules.require(
          !manifests.selected(labels(policy.getSpec().getPodSelector())).isEmpty(),
          "NetworkPolicy " + policy.getMetadata().getName() + " selects no pods");
    }
    return rules.problems;
  }

  private void require(boolean condition, String otherwise) {
    if (!condition) {
      problems.add(otherwise);
    }
  }

  private static @Nullable Map<String, String> labels(@Nullable V1LabelSelector selector) {
    return selector == null ? null : selector.getMatchLabels();
  }

  private void check(V1Deployment deployment) {
    String name = Manifests.name(deployment);
    List<V1NetworkPolicy> policies =
        manifests.all(V1NetworkPolicy.class).stream()
            .filter(
                policy ->
                    manifests
                        .selected(labels(policy.getSpec().getPodSelector()))
                        .contains(deployment))
            .toList();
    for (String type : List.of("Ingress", "Egress")) {
      require(
          policies.stream().anyMatch(p -> list(p.getSpec().getPolicyTypes()).contains(type)),
          name + ": no NetworkPolicy limits its " + type);
    }
    ingress(name, deployment, policies);
    egress(name, deployment, policies);
  }

  private void ingress(String name, V1Deployment deployment, List<V1NetworkPolicy> policies) {
    Map<String, Integer> ports = Ports.of(deployment);
    Set<String> reached = new HashSet<>();
    for (V1NetworkPolicy policy : policies) {
      for (var rule : list(policy.getSpec().getIngress())) {
        require(
            !list(rule.getFrom()).isEmpty() && !list(rule.getPorts()).isEmpty(),
            name + ": a rule lets everybody in, or in to every port");
        for (V1NetworkPolicyPort port : list(rule.getPorts())) {
          String named = port(ports, port);
          reached.add(named);
          list(rule.getFrom()).forEach(peer -> enters(name, named, peer));
        }
      }
    }
    require(
        reached.equals(ports.keySet()),
        name + ": policies let in to " + new TreeSet<>(reached) + " of " + ports);
  }

  /** The name of a port that a policy names or numbers. */
  private static String port(Map<String, Integer> ports, V1NetworkPolicyPort port) {
    if (port.getPort() == null || !port.getPort().isInteger()) {
      return port.getPort() == null ? "(any)" : port.getPort().getStrValue();
    }
    return ports.entrySet().stream()
        .filter(entry -> entry.getValue().equals(port.getPort().getIntValue()))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse(port.getPort().toString());
  }

  private void enters(String name, String port, V1NetworkPolicyPeer peer) {
    boolean among =
        peer.getNamespaceSelector() == null
            && peer.getIpBlock() == null
            && map(labels(peer.getPodSelector())).entrySet().containsAll(SERIN.entrySet());
    String namespace =
        map(labels(peer.getNamespaceSelector())).getOrDefault("kubernetes.io/metadata.name", "");
    boolean right =
        switch (port) {
          case "members", "bus" -> among;
          case "management" -> namespace.equals("monitoring");
          case "http" -> !namespace.isEmpty() && !namespace.equals("monitoring");
          default -> false;
        };
    require(right, name + ": port " + port + " is open to others than those it is meant for");
  }

  /** Where PostgreSQL and the bucket are, no manifest can know. */
  private static boolean isOfAStore(V1NetworkPolicyPort port) {
    return port.getPort() != null && Set.of("5432", "443").contains(port.getPort().toString());
  }

  private void egress(String name, V1Deployment deployment, List<V1NetworkPolicy> policies) {
    Start start = Start.of(manifests, Manifests.containers(deployment).get(0));
    Set<String> wanted = new TreeSet<>(List.of("TCP 53", "UDP 53"));
    if (start.clustered()) {
      wanted.add("TCP " + start.config().cluster().memberPort());
      wanted.add("TCP " + start.config().cluster().port());
    }
    if (start.serves() && start.config().journal().url().isPresent()) {
      wanted.add("TCP 5432");
    }
    if (start.serves() && start.config().bucket().name().isPresent()) {
      wanted.add("TCP 443");
    }
    Set<String> open = new TreeSet<>();
    for (V1NetworkPolicy policy : policies) {
      for (var rule : list(policy.getSpec().getEgress())) {
        require(!list(rule.getPorts()).isEmpty(), name + ": a rule lets out to every port");
        require(
            !list(rule.getTo()).isEmpty()
                || list(rule.getPorts()).stream().allMatch(NetworkRules::isOfAStore),
            name + ": only PostgreSQL and the bucket may be anywhere");
        for (V1NetworkPolicyPort port : list(rule.getPorts())) {
          String protocol = port.getProtocol() == null ? "TCP" : port.getProtocol();
          open.add(protocol + " " + (port.getPort() == null ? "(any)" : port.getPort()));
        }
      }
    }
    require(open.equals(wanted), name + ": policies let out to " + open + ", needed are " + wanted);
  }
}
