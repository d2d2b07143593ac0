package dev.serin.gateway.k8s;

import static dev.serin.gateway.k8s.Manifests.list;
import static dev.serin.gateway.k8s.Manifests.map;

import dev.serin.gateway.config.ClusterConfig.Workers;
import dev.serin.gateway.config.ConfigException;
import dev.serin.gateway.config.GatewayConfig;
import dev.serin.gateway.config.ShippedSettings;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1EnvVar;
import io.kubernetes.client.openapi.models.V1SecretKeySelector;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * How a container starts Serin: its command, and its settings as the very loader of a start reads
 * them.
 *
 * @param environment secrets replaced by stand-ins
 * @param secrets what is asked of Secrets, as {@code name/key}
 */
record Start(
    String command,
    Map<String, String> environment,
    Set<String> secrets,
    GatewayConfig config,
    List<String> problems) {
  static final String POD_ADDRESS = "192.0.2.7";

  /** Values that must not stand in a manifest; cluster.key is the name of a file. */
  private static final Pattern SECRET =
      Pattern.compile("SERIN_(?!CLUSTER_)(.*_)?(TOKEN|PASSWORD|SECRET|KEY)(_OLD)?");

  private static final Map<String, String> STAND_INS =
      Map.of(
          "SERIN_JOURNAL_URL", "jdbc:postgresql://postgresql:5432/serin",
          "SERIN_CDN_KEY", "a:0123456789abcdef0123",
          "SERIN_CDN_KEY_OLD", "b:0123456789abcdef0123");

  static Start of(Manifests manifests, V1Container container) {
    List<String> problems = new ArrayList<>();
    Map<String, String> environment = new TreeMap<>();
    Set<String> secrets = new LinkedHashSet<>();
    for (var from : list(container.getEnvFrom())) {
      String name = from.getConfigMapRef() == null ? "" : from.getConfigMapRef().getName();
      environment.putAll(configMap(manifests, name, problems));
    }
    for (V1EnvVar variable : list(container.getEnv())) {
      environment.put(variable.getName(), value(variable, secrets, problems));
    }
    for (String name : environment.keySet()) {
      if (!name.startsWith("SERIN_") && !name.equals("JDK_JAVA_OPTIONS")) {
        problems.add("nobody reads the variable " + name);
      }
    }
    GatewayConfig config;
    try {
      config = ShippedSettings.under(environment);
    } catch (ConfigException e) {
      problems.add(String.valueOf(e.getMessage()));
      config = ShippedSettings.under(Map.of());
    }
    String command = String.join(" ", list(container.getArgs()));
    if (!List.of("serve", "worker").contains(command)) {
      problems.add("the command is '" + command + "'");
    }
    return new Start(command, environment, secrets, config, problems);
  }

  private static Map<String, String> configMap(
      Manifests manifests, String name, List<String> problems) {
    for (V1ConfigMap map : manifests.all(V1ConfigMap.class)) {
      if (name.equals(map.getMetadata().getName())) {
        map(map.getData()).keySet().stream()
            .filter(key -> SECRET.matcher(key).matches())
            .forEach(key -> problems.add(key + " belongs into a Secret"));
        return map(map.getData());
      }
    }
    problems.add("there is no ConfigMap '" + name + "'");
    return Map.of();
  }

  private static String value(V1EnvVar variable, Set<String> secrets, List<String> problems) {
    var from = variable.getValueFrom();
    V1SecretKeySelector secret = from == null ? null : from.getSecretKeyRef();
    if (secret != null) {
      secrets.add(secret.getName() + "/" + secret.getKey());
      return STAND_INS.getOrDefault(variable.getName(), "0123456789abcdef-a-stand-in");
    }
    if (SECRET.matcher(variable.getName()).matches()) {
      problems.add(variable.getName() + " belongs into a Secret");
    }
    if (from != null && from.getFieldRef() != null) {
      return from.getFieldRef().getFieldPath().equals("status.podIP") ? POD_ADDRESS : "?";
    }
    return variable.getValue() == null ? "" : variable.getValue();
  }

  /** Whether it is a gateway. */
  boolean serves() {
    return command.equals("serve");
  }

  boolean clustered() {
    return command.equals("worker") || config.cluster().workers() != Workers.LOCAL;
  }

  /** The ports on which it listens for others, by name. */
  Map<String, Integer> ports() {
    Map<String, Integer> ports = new TreeMap<>();
    ports.put("management", config.management().port());
    if (serves()) {
      ports.put("http", config.http().port());
    }
    if (clustered()) {
      ports.put("members", config.cluster().memberPort());
      ports.put("bus", config.cluster().port());
    }
    return ports;
  }
}
