package dev.serin.gateway.k8s;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.serin.gateway.k8s.Monitoring.PrometheusRule;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1PersistentVolumeClaim;
import io.kubernetes.client.openapi.models.V1Volume;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.Yaml;

/**
 * What the manifests must agree with.
 *
 * @param rules of Prometheus
 * @param readme of {@code k8s/}, which says what is to be there before
 */
record Shipped(PrometheusRule.Groups rules, String readme) {
  private static final Path RULES = Path.of("..", "config", "prometheus", "serin.rules.yml");

  static Shipped read() throws IOException {
    Object yaml = new Yaml().load(Files.readString(RULES));
    return new Shipped(
        new ObjectMapper().convertValue(yaml, PrometheusRule.Groups.class),
        Files.readString(Overlay.ROOT.resolve("README.md")));
  }

  /** All that is wrong; empty where nothing is. */
  List<String> problems(Manifests manifests) {
    List<String> problems = new ArrayList<>(PodRules.problems(manifests));
    problems.addAll(WiringRules.problems(manifests, metrics()));
    problems.addAll(NetworkRules.problems(manifests));
    for (PrometheusRule rule : manifests.all(PrometheusRule.class)) {
      if (!rule.spec().equals(rules)) {
        problems.add("PrometheusRule is not " + RULES + ": run write-prometheus-rule");
      }
    }
    manifests.deployments().forEach(deployment -> needs(manifests, deployment, problems));
    return problems;
  }

  /** Names that the rules read: {@code DashboardIT} finds each of them at a running gateway. */
  private Set<String> metrics() {
    return rules.groups().stream()
        .flatMap(group -> group.rules().stream())
        .flatMap(rule -> Pattern.compile("\\bserin_[a-z_]+").matcher(rule.expr()).results())
        .map(MatchResult::group)
        .collect(Collectors.toSet());
  }

  private void needs(Manifests manifests, V1Deployment deployment, List<String> problems) {
    Start start = Start.of(manifests, Manifests.containers(deployment).get(0));
    for (String secret : start.secrets()) {
      if (readme.lines().noneMatch(line -> names(line, secret.split("/")))) {
        problems.add("k8s/README.md has no line for the Secret " + secret);
      }
    }
    for (V1Volume volume : Manifests.list(Manifests.pod(deployment).getVolumes())) {
      var claim = volume.getPersistentVolumeClaim();
      if (claim != null
          && !readme.contains("`" + claim.getClaimName() + "`")
          && manifests.all(V1PersistentVolumeClaim.class).stream()
              .noneMatch(c -> claim.getClaimName().equals(c.getMetadata().getName()))) {
        problems.add("there is no PersistentVolumeClaim " + claim.getClaimName());
      }
    }
  }

  private static boolean names(String line, String[] words) {
    return line.startsWith("|")
        && List.of(words).stream().allMatch(w -> line.contains("`" + w + "`"));
  }
}
