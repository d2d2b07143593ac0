package dev.serin.gateway;

import dev.serin.gateway.config.GatewayConfig;
import dev.serin.gateway.error.ProblemHandler;
import dev.serin.gateway.ops.ManagementServer;
import dev.serin.gateway.ops.Readiness;
import dev.serin.gateway.ops.StateMeters;
import dev.serin.gateway.tracing.Tracing;
import dev.serin.worker.remote.WorkerService;
import io.vertx.core.Future;

/**
 * A worker without a gateway: it classifies for those of its cluster, and has a management port.
 */
final class WorkerNode {
  private final String id;
  private final Readiness readiness;
  private final Backend backend;
  private final Tracing tracing;
  private final WorkerService service;
  private int managementPort;

  private WorkerNode(Node node, Tracing tracing) {
    id = node.id();
    this.tracing = tracing;
    backend = LocalBackend.start(node.vertx(), node.config(), node.registry());
    readiness = new Readiness(backend.client()::catalog);
    new StateMeters(node.registry()).show(readiness, backend.client()::catalog);
    service = new WorkerService(node.vertx(), backend.client(), id, tracing.spans());
  }

  /** The future completes once all its models have been tried, and gateways can hear of it. */
  static Future<WorkerNode> start(Node node) {
    return Tracing.start(node.vertx(), node.config().tracing(), node.registry())
        .compose(tracing -> new WorkerNode(node, tracing).offer(node));
  }

  private Future<WorkerNode> offer(Node node) {
    return Future.all(backend.started(), manage(node))
        .compose(ready -> service.start(node.config().cluster().report()))
        .map(this);
  }

  private Future<?> manage(Node node) {
    GatewayConfig config = node.config();
    return Secrets.management(node.vertx(), config)
        .compose(
            token ->
                new ManagementServer(
                        node.vertx(),
                        config.management(),
                        token,
                        readiness,
                        node.registry(),
                        new ProblemHandler(config.http().retryAfter()),
                        Edges.management(config, node.registry()),
                        router -> {})
                    .listen())
        .recover(e -> Ports.notBound("management", config.management().port(), e))
        .onSuccess(server -> managementPort = server.actualPort());
  }

  String id() {
    return id;
  }

  int managementPort() {
    return managementPort;
  }

  /** Takes no more requests, answers those that it has, and closes its models. */
  Future<Void> drain() {
    readiness.drain();
    return service.close().eventually(() -> backend.close().get()).eventually(tracing::close);
  }
}
