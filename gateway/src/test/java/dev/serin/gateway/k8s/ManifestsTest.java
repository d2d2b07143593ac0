package dev.serin.gateway.k8s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kubernetes.client.openapi.models.V2HorizontalPodAutoscaler;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

/**
 * The overlays as kustomize builds them: read strictly, free of problems, and each rule seen to
 * fail. No API server has seen them.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ManifestsTest {
  /** Objects whose keys are anybody's. */
  private static final Set<String> FREE =
      Set.of("labels", "annotations", "matchLabels", "data", "limits", "requests");

  private final Map<String, Overlay> overlays = new TreeMap<>();
  private final Shipped shipped;

  ManifestsTest() throws IOException {
    shipped = Shipped.read();
  }

  @BeforeAll
  void build() throws IOException, InterruptedException {
    for (String name : List.of("local", "cpu", "gpu")) {
      overlays.put(name, Overlay.build(name));
    }
  }

  private Overlay overlay(String name) {
    return Objects.requireNonNull(overlays.get(name), name);
  }

  private List<String> problems(Overlay overlay) {
    return shipped.problems(Manifests.read(overlay.documents()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"local", "cpu", "gpu"})
  void overlay_asItShips_hasNoProblems(String name) {
    assertThat(problems(overlay(name))).isEmpty();
  }

  @Test
  void overlays_asTheyShip_haveTheirDeployments() {
    assertThat(deployments("local")).containsExactly("serin-gateway");
    assertThat(deployments("cpu")).containsExactly("serin-gateway", "serin-worker-cpu");
    assertThat(deployments("gpu"))
        .containsExactly("serin-gateway", "serin-worker-cpu", "serin-worker-gpu");
  }

  private List<String> deployments(String name) {
    return Manifests.read(overlay(name).documents()).deployments().stream()
        .map(deployment -> deployment.getMetadata().getName())
        .sorted()
        .toList();
  }

  @Test
  void poolOfGpus_asItShips_hasGpusAndTheirImage() {
    JsonObject container = container("serin-worker-gpu");
    assertThat(container.getJsonObject("resources").getJsonObject("limits").getMap())
        .containsEntry("nvidia.com/gpu", "1");
    assertThat(container.getString("image")).contains("/serin-gpu:");
    assertThat(
            overlay("gpu").document("ConfigMap", "serin-worker-gpu").getJsonObject("data").getMap())
        .containsEntry("SERIN_INFERENCE_PROVIDER", "cuda");
    assertThat(container("serin-worker-cpu").encode()).doesNotContain("nvidia", "serin-gpu");
  }

  private JsonObject container(String deployment) {
    return overlay("gpu")
        .document("Deployment", deployment)
        .getJsonObject("spec")
        .getJsonObject("template")
        .getJsonObject("spec")
        .getJsonArray("containers")
        .getJsonObject(0);
  }

  /**
   * One thing is broken, and the rule for it says so. Each line of the file is one thing.
   *
   * @param value as YAML; {@code -} removes the field
   */
  @ParameterizedTest(name = "{0}: {1} = {2}")
  @CsvFileSource(resources = "broken.csv", delimiter = '|', quoteCharacter = '`')
  void overlay_brokenInOnePlace_isFoundOut(
      String overlay, String where, String value, String problem) {
    Overlay broken = overlay(overlay).with(where, value.equals("-") ? null : yaml(value));
    assertThat(problems(broken)).anySatisfy(found -> assertThat(found).contains(problem));
  }

  private static Object yaml(String value) {
    return Objects.requireNonNull(
        new JsonObject(Map.of("value", new Yaml().load(value))).copy().getValue("value"));
  }

  /** A field that Kubernetes does not know is refused in every object of every document. */
  @ParameterizedTest
  @ValueSource(strings = {"local", "gpu"})
  void unknownField_inAnyObject_isRefused(String name) {
    int tried = 0;
    for (JsonObject document : overlay(name).documents()) {
      int places = places(document).size();
      for (int i = 0; i < places; i++) {
        JsonObject copy = document.copy();
        places(copy).get(i).put("noSuchField", "x");
        assertThatThrownBy(() -> Manifests.read(List.of(copy)))
            .as("%s, object %d", document.getString("kind"), i)
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("noSuchField");
        tried++;
      }
    }
    assertThat(tried).isGreaterThan(50);
  }

  private static List<JsonObject> places(JsonObject document) {
    List<JsonObject> places = new ArrayList<>();
    collect("", document, places);
    if (document.getString("kind").equals("Service")) {
      // Labels too, here.
      places.remove(document.getJsonObject("spec").getJsonObject("selector"));
    }
    return places;
  }

  private static void collect(String key, @Nullable Object value, List<JsonObject> into) {
    if (value instanceof JsonObject object && !FREE.contains(key)) {
      into.add(object);
      object.forEach(entry -> collect(entry.getKey(), entry.getValue(), into));
    } else if (value instanceof JsonArray array) {
      array.forEach(element -> collect(key, element, into));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Deployment serin-gateway spec selector",
        "Deployment serin-gateway spec template spec containers 0 name",
        "Service serin-gateway spec ports 0 port",
        "HorizontalPodAutoscaler serin-gateway spec maxReplicas"
      })
  void requiredField_missing_isRefused(String where) {
    List<JsonObject> broken = overlay("cpu").with(where, null).documents();
    assertThatThrownBy(() -> Manifests.read(broken))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("required field");
  }

  @Test
  void secretOrUnknownKind_inAnOverlay_isRefused() {
    List<JsonObject> secret =
        List.of(new JsonObject().put("apiVersion", "v1").put("kind", "Secret"));
    assertThatThrownBy(() -> Manifests.read(secret)).hasMessageContaining("v1 Secret");
  }

  /** One that no overlay has would be tested by nothing. */
  @Test
  void overlaysAndComponents_each_areTested() throws IOException {
    assertThat(folders("overlays")).isEqualTo(overlays.keySet());
    assertThat(folders("components"))
        .containsExactlyInAnyOrder("models-volume", "monitoring", "several-gateways");
    assertThat(overlay("gpu").documents().toString())
        .contains("serin-models", "ServiceMonitor", "serin-cluster");
  }

  private static Set<String> folders(String kind) throws IOException {
    try (var files = Files.list(Overlay.ROOT.resolve(kind))) {
      return files.map(folder -> folder.getFileName().toString()).collect(Collectors.toSet());
    }
  }

  @Test
  void prometheusAdapter_asItShips_offersWhatAutoscalersAskFor() throws IOException {
    JsonObject rule =
        ((JsonObject) yaml(Files.readString(Overlay.ROOT.resolve("prometheus-adapter.yaml"))))
            .getJsonObject("rules")
            .getJsonArray("custom")
            .getJsonObject(0);
    Set<String> asked =
        Manifests.read(overlay("gpu").documents()).all(V2HorizontalPodAutoscaler.class).stream()
            .flatMap(scaler -> scaler.getSpec().getMetrics().stream())
            .filter(metric -> metric.getPods() != null)
            .map(metric -> metric.getPods().getMetric().getName())
            .collect(Collectors.toSet());
    assertThat(asked).containsExactly(rule.getJsonObject("name").getString("as"));
    assertThat(rule.getString("seriesQuery")).startsWith(asked.iterator().next() + "{");
  }
}
