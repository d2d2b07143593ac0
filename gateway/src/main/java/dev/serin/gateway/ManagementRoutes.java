package dev.serin.gateway;

import dev.serin.gateway.admission.Permits;
import dev.serin.gateway.config.GatewayConfig;
import dev.serin.gateway.error.MethodNotAllowed;
import dev.serin.gateway.purge.FleetPurges;
import dev.serin.gateway.purge.OwnCaches;
import dev.serin.gateway.purge.PurgeApi;
import dev.serin.gateway.purge.Purges;
import dev.serin.gateway.rollout.api.RolloutApi;
import dev.serin.gateway.rollout.control.RolloutController;
import dev.serin.gateway.rollout.plan.Traffic;
import dev.serin.gateway.usage.UsageCollector;
import dev.serin.gateway.usage.UsageHandler;
import dev.serin.worker.api.InferenceClient;
import dev.serin.worker.api.VersionInfo;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** What the management port answers to those who show the token, and where. */
final class ManagementRoutes implements Consumer<Router> {
  private final InferenceClient client;
  private final RolloutApi rollouts;
  private final PurgeApi purge;
  private final UsageHandler usages;
  private final Handler<RoutingContext> labels;

  ManagementRoutes(
      GatewayConfig config,
      InferenceClient client,
      RolloutController controller,
      OwnCaches caches,
      Purges purges,
      FleetPurges fleetPurges,
      UsageCollector usage,
      Traffic traffic,
      Handler<RoutingContext> labels) {
    this.client = client;
    this.labels = labels;
    rollouts =
        new RolloutApi(controller, traffic, this::labels, new Permits(config.rollouts().streams()));
    purge = new PurgeApi(caches, purges, fleetPurges, config.purge().timeout());
    usages = new UsageHandler(usage, InstantSource.system());
  }

  @Override
  public void accept(Router router) {
    rollouts.accept(router);
    purge.accept(router);
    router.get("/v1/usage").handler(usages);
    router.post("/v1/feedback").handler(labels);
    router.route("/v1/feedback").handler(new MethodNotAllowed(List.of(HttpMethod.POST)));
  }

  private int labels(String model) {
    return client
        .catalog()
        .model(model)
        .map(found -> found.versions().stream())
        .orElseGet(Stream::empty)
        .map(VersionInfo::labels)
        .mapToInt(List::size)
        .max()
        .orElse(0);
  }
}
