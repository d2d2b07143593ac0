package dev.serin.gateway.k8s;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.gson.JsonParseException;
import io.kubernetes.client.openapi.JSON;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1PersistentVolumeClaim;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1PodSpec;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V2HorizontalPodAutoscaler;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Kubernetes' own types. A field that they do not know and a required one that is missing are
 * refused, at any depth; so are kinds that Serin has no use for, Secrets among them.
 */
record Manifests(List<Object> objects) {
  private static final Map<String, Class<?>> TYPES =
      Map.ofEntries(
          Map.entry("v1 Namespace", V1Namespace.class),
          Map.entry("v1 ConfigMap", V1ConfigMap.class),
          Map.entry("v1 Service", V1Service.class),
          Map.entry("v1 PersistentVolumeClaim", V1PersistentVolumeClaim.class),
          Map.entry("apps/v1 Deployment", V1Deployment.class),
          Map.entry("policy/v1 PodDisruptionBudget", V1PodDisruptionBudget.class),
          Map.entry("autoscaling/v2 HorizontalPodAutoscaler", V2HorizontalPodAutoscaler.class),
          Map.entry("networking.k8s.io/v1 NetworkPolicy", V1NetworkPolicy.class),
          Map.entry("monitoring.coreos.com/v1 ServiceMonitor", Monitoring.ServiceMonitor.class),
          Map.entry("monitoring.coreos.com/v1 PrometheusRule", Monitoring.PrometheusRule.class));

  /**
   * @throws IllegalArgumentException where a document is not what its kind says
   */
  static Manifests read(List<JsonObject> documents) {
    ObjectMapper strict =
        new ObjectMapper().enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES);
    return new Manifests(documents.stream().map(document -> read(strict, document)).toList());
  }

  private static Object read(ObjectMapper strict, JsonObject document) {
    String kind = document.getString("apiVersion") + " " + document.getString("kind");
    Class<?> type = TYPES.get(kind);
    if (type == null) {
      throw new IllegalArgumentException("'" + kind + "' is no kind that may be in here");
    }
    try {
      return type.getEnclosingClass() == Monitoring.class
          ? strict.readValue(document.encode(), type)
          : JSON.getGson().fromJson(document.encode(), type);
    } catch (JsonProcessingException | JsonParseException e) {
      throw new IllegalArgumentException(kind + ": " + e.getMessage(), e);
    }
  }

  <T> List<T> all(Class<T> type) {
    return objects.stream().filter(type::isInstance).map(type::cast).toList();
  }

  List<V1Deployment> deployments() {
    return all(V1Deployment.class);
  }

  /** Whose pods have all of these labels. */
  List<V1Deployment> selected(@Nullable Map<String, String> labels) {
    return deployments().stream().filter(d -> matches(labels, podLabels(d))).toList();
  }

  /** Of the pods of a deployment. */
  static Map<String, String> podLabels(V1Deployment deployment) {
    return map(deployment.getSpec().getTemplate().getMetadata().getLabels());
  }

  static V1PodSpec pod(V1Deployment deployment) {
    return deployment.getSpec().getTemplate().getSpec();
  }

  static List<V1Container> containers(V1Deployment deployment) {
    return pod(deployment).getContainers();
  }

  static String name(V1Deployment deployment) {
    return "Deployment " + deployment.getMetadata().getName();
  }

  static boolean matches(@Nullable Map<String, String> selector, Map<String, String> labels) {
    return labels.entrySet().containsAll(map(selector).entrySet());
  }

  static <T> List<T> list(@Nullable List<T> list) {
    return list == null ? List.of() : list;
  }

  static Map<String, String> map(@Nullable Map<String, String> map) {
    return map == null ? Map.of() : map;
  }
}
