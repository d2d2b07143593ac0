package dev.serin.gateway.k8s;

import static dev.serin.gateway.k8s.Manifests.list;
import static dev.serin.gateway.k8s.Manifests.map;

import dev.serin.gateway.config.GatewayConfig;
import io.kubernetes.client.custom.Quantity;
import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1HTTPGetAction;
import io.kubernetes.client.openapi.models.V1PersistentVolumeClaim;
import io.kubernetes.client.openapi.models.V1PodSpec;
import io.kubernetes.client.openapi.models.V1Probe;
import io.kubernetes.client.openapi.models.V1Volume;
import io.kubernetes.client.openapi.models.V1VolumeMount;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What must be true of each pod by itself. */
final class PodRules {
  /** What closing may take beyond the drain ({@code Shutdown}). */
  private static final long CLOSE_SECONDS = 30;

  /** That nodes and proxies may take to hear that a pod is leaving. */
  private static final long NOTICE_SECONDS = 5;

  /** Of the Dockerfile. */
  private static final long USER = 10001;

  private static final String DATA = "/var/lib/serin";
  private static final BigDecimal MIB = BigDecimal.valueOf(1 << 20);

  /** Of the JVM beside heap and direct memory: classes, code, threads. */
  private static final BigDecimal JVM = MIB.multiply(BigDecimal.valueOf(256));

  private final Manifests manifests;
  private final List<String> problems = new ArrayList<>();

  private PodRules(Manifests manifests) {
    this.manifests = manifests;
  }

  static List<String> problems(Manifests manifests) {
    PodRules rules = new PodRules(manifests);
    rules.require(!manifests.deployments().isEmpty(), "There is no Deployment");
    manifests.deployments().forEach(rules::check);
    return rules.problems;
  }

  private void require(boolean condition, String otherwise) {
    if (!condition) {
      problems.add(otherwise);
    }
  }

  private void check(V1Deployment deployment) {
    V1PodSpec pod = Manifests.pod(deployment);
    String name = Manifests.name(deployment);
    isolated(name, pod);
    require(pod.getContainers().size() == 1, name + ": there must be one container");
    for (V1Container container : pod.getContainers()) {
      Start start = Start.of(manifests, container);
      start.problems().forEach(problem -> problems.add(name + ": " + problem));
      confined(name, container);
      bounded(name, container);
      probed(name, container, start.config());
      ported(name, container, start);
      stored(name, pod, container, start);
      remembered(name, container, start);
      ended(name, pod, container, start);
    }
  }

  private void isolated(String name, V1PodSpec pod) {
    require(
        Boolean.FALSE.equals(pod.getEnableServiceLinks()),
        name + ": enableServiceLinks must be false, or Services become unknown settings");
    require(
        Boolean.FALSE.equals(pod.getAutomountServiceAccountToken()),
        name + ": automountServiceAccountToken must be false");
    require(
        pod.getHostNetwork() == null && pod.getHostPID() == null && pod.getHostIPC() == null,
        name + ": it must not share what is the host's");
    var security = pod.getSecurityContext();
    require(
        security != null
            && Boolean.TRUE.equals(security.getRunAsNonRoot())
            && Long.valueOf(USER).equals(security.getRunAsUser())
            && Long.valueOf(USER).equals(security.getFsGroup()),
        name + ": runAsNonRoot, runAsUser and fsGroup must name the image's user " + USER);
    require(
        security != null
            && security.getSeccompProfile() != null
            && "RuntimeDefault".equals(security.getSeccompProfile().getType()),
        name + ": seccompProfile must be RuntimeDefault");
  }

  private void confined(String name, V1Container container) {
    var security = container.getSecurityContext();
    require(
        security != null
            && Boolean.TRUE.equals(security.getReadOnlyRootFilesystem())
            && Boolean.FALSE.equals(security.getAllowPrivilegeEscalation())
            && security.getPrivileged() == null
            && security.getRunAsUser() == null
            && security.getCapabilities() != null
            && List.of("ALL").equals(security.getCapabilities().getDrop())
            && list(security.getCapabilities().getAdd()).isEmpty(),
        name + ": a read-only root, no escalation and no capabilities are wanted");
    String image = String.valueOf(container.getImage());
    require(
        image.matches("[^:@]+(:[0-9]+/[^:@]+)?(:[\\w.-]+)?(@sha256:[0-9a-f]{64})?")
            && image.matches(".*[^/]+[:@][^/]+")
            && !image.endsWith(":latest"),
        name + ": image '" + image + "' must have a version or a digest");
  }

  private void bounded(String name, V1Container container) {
    for (String resource : List.of("cpu", "memory", "ephemeral-storage")) {
      Quantity request = quantities(container, false).get(resource);
      Quantity limit = quantities(container, true).get(resource);
      require(
          request != null
              && limit != null
              && request.getNumber().signum() > 0
              && request.getNumber().compareTo(limit.getNumber()) <= 0,
          name + ": " + resource + " needs a request, and a limit that is no less");
    }
  }

  private static Map<String, Quantity> quantities(V1Container container, boolean limits) {
    var resources = container.getResources();
    Map<String, Quantity> found =
        resources == null ? null : limits ? resources.getLimits() : resources.getRequests();
    return found == null ? Map.of() : found;
  }

  private void probed(String name, V1Container container, GatewayConfig config) {
    asks(name + ": startupProbe", container, container.getStartupProbe(), "/health/live", config);
    asks(name + ": livenessProbe", container, container.getLivenessProbe(), "/health/live", config);
    asks(
        name + ": readinessProbe",
        container,
        container.getReadinessProbe(),
        "/health/ready",
        config);
    require(
        patience(container.getStartupProbe()) >= 120,
        name + ": startupProbe must wait two minutes, for models to load");
    require(
        patience(container.getLivenessProbe()) >= 30,
        name + ": livenessProbe must wait half a minute, for a pause is no reason to restart");
    require(
        patience(container.getReadinessProbe()) <= 15,
        name + ": readinessProbe must notice within 15 seconds");
  }

  private static long patience(@Nullable V1Probe probe) {
    return probe == null || probe.getPeriodSeconds() == null || probe.getFailureThreshold() == null
        ? -1
        : (long) probe.getPeriodSeconds() * probe.getFailureThreshold();
  }

  private void asks(
      String what,
      V1Container container,
      @Nullable V1Probe probe,
      String path,
      GatewayConfig config) {
    V1HTTPGetAction get = probe == null ? null : probe.getHttpGet();
    require(
        get != null
            && path.equals(get.getPath())
            && Ports.number(container, get.getPort()) == config.management().port(),
        what + " must ask " + path + " of port " + config.management().port());
  }

  private void ported(String name, V1Container container, Start start) {
    GatewayConfig config = start.config();
    Map<String, Integer> ports = Ports.of(container);
    Map<String, Integer> wanted = start.ports();
    require(ports.equals(wanted), name + ": ports are " + ports + ", and settings say " + wanted);
    require(
        config.management().host().equals("0.0.0.0"),
        name + ": probes do not reach management.host " + config.management().host());
    if (start.clustered()) {
      require(
          config.cluster().host().equals(Start.POD_ADDRESS),
          name + ": SERIN_CLUSTER_HOST must be the pod's address");
      require(
          config.cluster().port() != 0, name + ": cluster.port must be one that policies can name");
      require(
          config.cluster().memberPort() == 5701,
          name + ": where members are looked up by DNS, Hazelcast asks for port 5701");
    }
  }

  private void stored(String name, V1PodSpec pod, V1Container container, Start start) {
    List<String> paths =
        list(container.getVolumeMounts()).stream().map(V1VolumeMount::getMountPath).toList();
    require(
        paths.containsAll(List.of(DATA, "/tmp")),
        name + ": " + DATA + " and /tmp must be volumes, for the root is read-only");
    for (V1VolumeMount mount : list(container.getVolumeMounts())) {
      V1Volume volume =
          list(pod.getVolumes()).stream()
              .filter(v -> v.getName().equals(mount.getName()))
              .findFirst()
              .orElse(null);
      require(volume != null, name + ": there is no volume " + mount.getName());
      Quantity size = volume == null ? null : size(volume);
      require(
          size != null || Boolean.TRUE.equals(mount.getReadOnly()),
          name + ": volume " + mount.getName() + " must have a size");
      require(
          !mount.getMountPath().equals(DATA)
              || !start.serves()
              || size == null
              || size.getNumber().compareTo(BigDecimal.valueOf(start.config().images().disk())) > 0,
          name + ": images.disk does not fit into volume " + mount.getName());
    }
  }

  /** Of a claim: what it asks for. */
  private @Nullable Quantity size(V1Volume volume) {
    if (volume.getEmptyDir() != null) {
      return volume.getEmptyDir().getSizeLimit();
    }
    var claimed = volume.getPersistentVolumeClaim();
    return claimed == null
        ? null
        : manifests.all(V1PersistentVolumeClaim.class).stream()
            .filter(claim -> claimed.getClaimName().equals(claim.getMetadata().getName()))
            .findFirst()
            .map(claim -> claim.getSpec().getResources().getRequests().get("storage"))
            .orElse(null);
  }

  /** The JVM lets direct memory, where images are, become as large as the heap. */
  private void remembered(String name, V1Container container, Start start) {
    Matcher share =
        Pattern.compile("-XX:MaxRAMPercentage=([0-9]+)")
            .matcher(map(start.environment()).getOrDefault("JDK_JAVA_OPTIONS", ""));
    Quantity limit = quantities(container, true).get("memory");
    if (!share.find() || limit == null) {
      problems.add(name + ": JDK_JAVA_OPTIONS must give the heap its share of the memory limit");
      return;
    }
    BigDecimal heap = limit.getNumber().multiply(new BigDecimal(share.group(1))).movePointLeft(2);
    require(
        heap.add(heap).add(JVM).compareTo(limit.getNumber()) <= 0,
        name + ": heap, as much direct memory and the JVM itself do not fit into the memory limit");
    GatewayConfig config = start.config();
    long images =
        config.images().memory()
            + config.upload().memory()
            + config.shadow().memory()
            + config.renditions().memory();
    require(
        !start.serves() || heap.compareTo(BigDecimal.valueOf(images)) >= 0,
        name + ": images may take " + images + " bytes, direct memory ends at " + heap);
  }

  private void ended(String name, V1PodSpec pod, V1Container container, Start start) {
    var hook = container.getLifecycle() == null ? null : container.getLifecycle().getPreStop();
    require(hook == null || hook.getSleep() != null, name + ": preStop may sleep and nothing else");
    long sleep = hook == null || hook.getSleep() == null ? 0 : hook.getSleep().getSeconds();
    long notice = sleep + start.config().shutdown().delay().toSeconds();
    require(
        !start.serves() || notice >= NOTICE_SECONDS,
        name + ": shutdown.delay must leave proxies " + NOTICE_SECONDS + " s to notice");
    long least = notice + start.config().shutdown().drain().toSeconds() + CLOSE_SECONDS;
    Long grace = pod.getTerminationGracePeriodSeconds();
    require(
        grace != null && grace > least,
        name + ": terminationGracePeriodSeconds must be more than " + least);
  }
}
