package dev.serin.gateway.k8s;

import static dev.serin.gateway.k8s.Manifests.list;

import io.kubernetes.client.custom.IntOrString;
import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1Deployment;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Ports of containers, which are named. */
final class Ports {
  private Ports() {}

  static Map<String, Integer> of(V1Container container) {
    Map<String, Integer> ports = new TreeMap<>();
    list(container.getPorts()).forEach(p -> ports.put(p.getName(), p.getContainerPort()));
    return ports;
  }

  static Map<String, Integer> of(V1Deployment deployment) {
    Map<String, Integer> ports = new TreeMap<>();
    Manifests.containers(deployment).forEach(container -> ports.putAll(of(container)));
    return ports;
  }

  /** The number of a port that is named or numbered; -1 where there is none. */
  static int number(V1Container container, @Nullable IntOrString port) {
    if (port == null) {
      return -1;
    }
    return port.isInteger()
        ? port.getIntValue()
        : of(container).getOrDefault(port.getStrValue(), -1);
  }
}
