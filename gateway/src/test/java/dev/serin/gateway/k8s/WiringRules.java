package dev.serin.gateway.k8s;

import static dev.serin.gateway.k8s.Manifests.list;
import static dev.serin.gateway.k8s.Manifests.map;
import static dev.serin.gateway.k8s.Manifests.name;

import dev.serin.gateway.k8s.Monitoring.ServiceMonitor;
import io.kubernetes.client.custom.IntOrString;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServicePort;
import io.kubernetes.client.openapi.models.V2HorizontalPodAutoscaler;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Whether what refers to pods finds them, and only them. */
final class WiringRules {
  private final Manifests manifests;
  private final Set<String> metrics;
  private final List<String> problems = new ArrayList<>();

  private WiringRules(Manifests manifests, Set<String> metrics) {
    this.manifests = manifests;
    this.metrics = metrics;
  }

  /**
   * @param metrics what a running Serin exposes
   */
  static List<String> problems(Manifests manifests, Set<String> metrics) {
    WiringRules rules = new WiringRules(manifests, metrics);
    manifests.deployments().forEach(rules::deployment);
    manifests.all(V1Service.class).forEach(rules::service);
    manifests.all(V1PodDisruptionBudget.class).forEach(rules::budget);
    manifests.all(V2HorizontalPodAutoscaler.class).forEach(rules::autoscaler);
    manifests.all(ServiceMonitor.class).forEach(rules::monitor);
    return rules.problems;
  }

  private void require(boolean condition, String otherwise) {
    if (!condition) {
      problems.add(otherwise);
    }
  }

  private void deployment(V1Deployment deployment) {
    String name = name(deployment);
    onlyOf(name + ": selector", deployment.getSpec().getSelector().getMatchLabels(), deployment);
    for (var spread : list(Manifests.pod(deployment).getTopologySpreadConstraints())) {
      onlyOf(
          name + ": topologySpreadConstraints",
          spread.getLabelSelector() == null ? null : spread.getLabelSelector().getMatchLabels(),
          deployment);
    }
    int replicas = replicas(deployment);
    if (replicas > 1) {
      require(
          manifests.all(V1PodDisruptionBudget.class).stream()
              .anyMatch(b -> selected(b).contains(deployment)),
          name + ": it has no PodDisruptionBudget");
      require(
          list(Manifests.pod(deployment).getTopologySpreadConstraints()).stream()
              .anyMatch(spread -> spread.getTopologyKey().equals("kubernetes.io/hostname")),
          name + ": nothing spreads its pods over nodes");
    }
    Start start = Start.of(manifests, Manifests.containers(deployment).get(0));
    require(
        replicas == 1 || !start.serves() || start.config().journal().url().isPresent(),
        name + ": several gateways need journal.url");
    if (start.clustered()) {
      meets(name, deployment, start.config().cluster().kubernetes().orElse(""));
    }
  }

  /** Members of a cluster look each other up by a headless Service, before they are ready. */
  private void meets(String name, V1Deployment deployment, String service) {
    V1Service found =
        manifests.all(V1Service.class).stream()
            .filter(s -> service.equals(s.getMetadata().getName()))
            .findFirst()
            .orElse(null);
    require(
        found != null
            && "None".equals(found.getSpec().getClusterIP())
            && Boolean.TRUE.equals(found.getSpec().getPublishNotReadyAddresses())
            && manifests.selected(found.getSpec().getSelector()).contains(deployment),
        name + ": cluster.kubernetes-service '" + service + "' is no headless Service of all pods");
  }

  private void onlyOf(String what, @Nullable Map<String, String> labels, V1Deployment deployment) {
    require(
        !map(labels).isEmpty() && manifests.selected(labels).equals(List.of(deployment)),
        what + " must select its own pods and no others");
  }

  private void service(V1Service service) {
    String name = "Service " + service.getMetadata().getName();
    List<V1Deployment> selected = manifests.selected(service.getSpec().getSelector());
    require(
        !map(service.getSpec().getSelector()).isEmpty() && !selected.isEmpty(),
        name + " selects no pods");
    for (V1ServicePort port : list(service.getSpec().getPorts())) {
      for (V1Deployment deployment : selected) {
        Integer number = Ports.of(deployment).get(text(port.getTargetPort()));
        require(
            Objects.equals(port.getPort(), number),
            "%s: port %s is none of %s".formatted(name, port.getName(), name(deployment)));
      }
    }
  }

  /** Services and policies name ports; a number is as good as none here. */
  private static String text(@Nullable IntOrString port) {
    return port == null || port.isInteger() ? "" : port.getStrValue();
  }

  private List<V1Deployment> selected(V1PodDisruptionBudget budget) {
    var selector = budget.getSpec().getSelector();
    return selector == null ? List.of() : manifests.selected(selector.getMatchLabels());
  }

  private void budget(V1PodDisruptionBudget budget) {
    String name = "PodDisruptionBudget " + budget.getMetadata().getName();
    List<V1Deployment> selected = selected(budget);
    require(selected.size() == 1, name + " must select one Deployment's pods");
    IntOrString most = budget.getSpec().getMaxUnavailable();
    IntOrString least = budget.getSpec().getMinAvailable();
    for (V1Deployment deployment : selected) {
      require(
          (most != null && most.isInteger() && most.getIntValue() >= 1)
              || (least != null && least.isInteger() && least.getIntValue() < replicas(deployment)),
          name + " leaves no room: no pod may ever be moved");
    }
  }

  /** The fewest that there are. */
  private int replicas(V1Deployment deployment) {
    Integer fixed = deployment.getSpec().getReplicas();
    return manifests.all(V2HorizontalPodAutoscaler.class).stream()
        .filter(scaler -> scales(scaler, deployment))
        .map(scaler -> scaler.getSpec().getMinReplicas())
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(fixed == null ? 1 : fixed);
  }

  private static boolean scales(V2HorizontalPodAutoscaler scaler, V1Deployment deployment) {
    var target = scaler.getSpec().getScaleTargetRef();
    return Objects.equals(target.getName(), deployment.getMetadata().getName())
        && Objects.equals(target.getKind(), "Deployment")
        && Objects.equals(target.getApiVersion(), "apps/v1");
  }

  private void autoscaler(V2HorizontalPodAutoscaler scaler) {
    String name = "HorizontalPodAutoscaler " + scaler.getMetadata().getName();
    var spec = scaler.getSpec();
    List<V1Deployment> targets =
        manifests.deployments().stream().filter(d -> scales(scaler, d)).toList();
    require(targets.size() == 1, name + ": its target is not there");
    require(
        targets.stream().allMatch(target -> target.getSpec().getReplicas() == null),
        name + ": its target must not say replicas, which each apply would reset");
    Integer fewest = spec.getMinReplicas();
    require(
        fewest != null && fewest >= 1 && fewest < spec.getMaxReplicas(),
        name + ": minReplicas must be less than maxReplicas");
    require(!list(spec.getMetrics()).isEmpty(), name + ": it has no metric");
    for (var metric : list(spec.getMetrics())) {
      boolean ofPods = metric.getPods() != null && metric.getType().equals("Pods");
      boolean ofCores =
          metric.getResource() != null
              && metric.getType().equals("Resource")
              && metric.getResource().getName().equals("cpu");
      require(
          ofCores || (ofPods && metrics.contains(metric.getPods().getMetric().getName())),
          name + ": it asks for a metric that Serin does not have");
    }
  }

  private void monitor(ServiceMonitor monitor) {
    String name = "ServiceMonitor " + monitor.metadata().name();
    List<V1Service> services =
        manifests.all(V1Service.class).stream()
            .filter(
                s ->
                    Manifests.matches(
                        monitor.spec().selector().matchLabels(), map(s.getMetadata().getLabels())))
            .toList();
    for (var endpoint : monitor.spec().endpoints()) {
      require(endpoint.path().equals("/metrics"), name + ": metrics are at /metrics");
      for (V1Service service : services) {
        require(
            list(service.getSpec().getPorts()).stream()
                .anyMatch(
                    port ->
                        endpoint.port().equals(port.getName())
                            && text(port.getTargetPort()).equals("management")),
            name + ": " + endpoint.port() + " is no management port of a Service it selects");
      }
    }
    require(
        services.stream().allMatch(s -> s.getMetadata().getName().startsWith("serin")),
        name + ": the rules want jobs, which are named as Services, to begin with serin");
    for (V1Deployment deployment : manifests.deployments()) {
      long times =
          services.stream()
              .filter(s -> manifests.selected(s.getSpec().getSelector()).contains(deployment))
              .count();
      require(times == 1, name + ": " + name(deployment) + " is scraped " + times + " times");
    }
  }
}
