package dev.serin.gateway;

import dev.serin.gateway.cluster.ClusterNode;
import dev.serin.gateway.cluster.Self;
import dev.serin.gateway.config.ClusterConfig.Workers;
import dev.serin.gateway.config.GatewayConfig;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.micrometer.Label;
import io.vertx.micrometer.MetricsDomain;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import java.util.EnumSet;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A process of Serin before it serves anything: its settings, Vert.x and meters.
 *
 * @param id no other process has or had it
 */
record Node(String id, GatewayConfig config, Vertx vertx, PrometheusMeterRegistry registry) {

  /** One that is in a cluster only where images are classified elsewhere. */
  static Node start(Function<Vertx, GatewayConfig> settings) {
    return start(settings, config -> config.cluster().workers() != Workers.LOCAL, true);
  }

  /** One that is in a cluster, and no gateway. */
  static Node join(Function<Vertx, GatewayConfig> settings) {
    return start(settings, config -> true, false);
  }

  /**
   * @param settings need a Vert.x to be read; nearly always the one that is kept
   */
  private static Node start(
      Function<Vertx, GatewayConfig> settings, Predicate<GatewayConfig> joins, boolean gateway) {
    Self self = new Self(UUID.randomUUID().toString(), gateway);
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    Vertx alone = alone(registry);
    GatewayConfig config = settings.apply(alone);
    if (!joins.test(config)) {
      return new Node(self.node(), config, alone, registry);
    }
    alone.close().await();
    // The meters of the Vert.x that is gone are in the other one.
    PrometheusMeterRegistry fresh = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    return new Node(self.node(), config, join(config, fresh, self), fresh);
  }

  /** A Vert.x that is in no cluster. */
  static Vertx alone(PrometheusMeterRegistry registry) {
    return builder(registry).with(options(registry)).build();
  }

  private static Vertx join(GatewayConfig config, PrometheusMeterRegistry registry, Self self) {
    try {
      return ClusterNode.join(builder(registry), options(registry), config.cluster(), self).await();
    } catch (RuntimeException e) {
      throw new StartException(
          "The cluster cannot be joined from cluster.host %s%s: %s"
              .formatted(
                  config.cluster().host(),
                  config.cluster().tls().isEmpty()
                      ? ""
                      : " with cluster.certificate, cluster.key and cluster.trust",
                  e.getMessage()),
          e);
    }
  }

  private static VertxBuilder builder(PrometheusMeterRegistry registry) {
    return Vertx.builder().withMetrics(new MicrometerMetricsFactory(registry));
  }

  /** Meters of Vert.x itself; labels that strangers could fill at will are left out. */
  private static VertxOptions options(PrometheusMeterRegistry registry) {
    return new VertxOptions()
        .setPreferNativeTransport(true)
        .setMetricsOptions(
            new MicrometerMetricsOptions()
                .setEnabled(true)
                .setRegistryName("serin-" + System.identityHashCode(registry))
                .setJvmMetricsEnabled(true)
                .setNettyMetricsEnabled(true)
                .setLabels(
                    EnumSet.of(Label.HTTP_CODE, Label.POOL_TYPE, Label.POOL_NAME, Label.CLASS_NAME))
                .addDisabledMetricsCategory(MetricsDomain.EVENT_BUS)
                // A seventh of the CPU time of a GET from the cache; RequestMeters
                // counts and times requests instead.
                .addDisabledMetricsCategory(MetricsDomain.HTTP_SERVER));
  }
}
