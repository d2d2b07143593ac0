package dev.serin.gateway.k8s;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What Serin uses of the Prometheus operator's types (monitoring.coreos.com/v1). Jackson refuses
 * whatever is not in these records.
 */
final class Monitoring {
  private Monitoring() {}

  /** {@code labels} as anywhere. */
  record Metadata(String name, @Nullable String namespace, Map<String, String> labels) {}

  /** Names the Services whose port is scraped. */
  record ServiceMonitor(String apiVersion, String kind, Metadata metadata, Scrape spec) {
    record Scrape(Selector selector, List<Endpoint> endpoints, List<String> podTargetLabels) {}

    record Selector(Map<String, String> matchLabels) {}

    record Endpoint(String port, String path, String interval, String scrapeTimeout) {}
  }

  /** Rules in the format of Prometheus. */
  record PrometheusRule(String apiVersion, String kind, Metadata metadata, Groups spec) {
    record Groups(List<Group> groups) {}

    record Group(String name, List<Rule> rules) {}

    /** Either {@code record} or {@code alert} is there. */
    record Rule(
        @Nullable String record,
        @Nullable String alert,
        String expr,
        @JsonProperty("for") @Nullable String duration,
        @Nullable Map<String, String> labels,
        @Nullable Map<String, String> annotations) {}
  }
}
