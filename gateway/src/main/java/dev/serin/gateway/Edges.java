package dev.serin.gateway;

import dev.serin.gateway.admission.Bodies;
import dev.serin.gateway.admission.ConnectionTable;
import dev.serin.gateway.admission.Permits;
import dev.serin.gateway.config.GatewayConfig;
import dev.serin.gateway.edge.Edge;
import dev.serin.gateway.ops.RequestMeters;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * What bounds clients before there is a request: connections, and bodies that are not in.
 *
 * @param visitors of the public port
 * @param management of the management port
 * @param bodies under way on the public port
 * @param labels under way on the management port: no visitor takes their place
 */
record Edges(Edge visitors, Edge management, Bodies bodies, Bodies labels) {
  /** Bytes of a label's body, at most. */
  private static final long LABEL_BYTES = 4 * 1024;

  /** How long a connection that was refused may go on sending what nobody wants. */
  static final Duration LINGER = Duration.ofSeconds(2);

  /**
   * @param memory bytes of bodies
   */
  static Edges of(
      GatewayConfig config, Permits memory, RequestMeters requests, MeterRegistry registry) {
    Permits connections = new Permits(config.http().connections());
    Permits places = new Permits(places(config));
    requests.watch("serin.http.connections", null, connections);
    requests.watch("serin.upload.bodies", null, places);
    Bodies bodies = new Bodies(places, memory, config.upload().bodyRate(), System::nanoTime);
    dropped(registry, bodies, "number", Bodies::droppedForPlace);
    dropped(registry, bodies, "memory", Bodies::droppedForMemory);
    return new Edges(
        new Edge(
            new ConnectionTable(connections),
            new Edge.Times(config.http().headTimeout(), Optional.empty(), LINGER),
            registry,
            "public"),
        management(config, registry),
        bodies,
        labels(config));
  }

  private static Bodies labels(GatewayConfig config) {
    int connections = config.management().connections();
    return new Bodies(
        new Permits(connections),
        new Permits(connections * LABEL_BYTES),
        config.upload().bodyRate(),
        System::nanoTime);
  }

  /** That of a management port, which a worker has too. */
  static Edge management(GatewayConfig config, MeterRegistry registry) {
    return new Edge(
        new ConnectionTable(new Permits(config.management().connections())),
        new Edge.Times(
            config.http().headTimeout(), Optional.of(config.upload().bodyTimeout()), LINGER),
        registry,
        "management");
  }

  /** Each body has a connection that no newcomer may displace: a quarter is left to others. */
  private static int places(GatewayConfig config) {
    int connections = config.http().connections();
    return Math.min(config.upload().bodies(), Math.max(1, connections - connections / 4));
  }

  private static void dropped(
      MeterRegistry registry, Bodies bodies, String scarce, ToDoubleFunction<Bodies> count) {
    FunctionCounter.builder("serin.upload.bodies.dropped", bodies, count)
        .description("Slow bodies dropped, by what others needed")
        .tag("scarce", scarce)
        .register(registry);
  }
}
