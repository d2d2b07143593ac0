package dev.serin.gateway;

import dev.serin.gateway.admission.Permits;
import dev.serin.gateway.config.GatewayConfig;
import dev.serin.gateway.purge.FleetPurges;
import dev.serin.gateway.purge.OwnCaches;
import dev.serin.gateway.purge.PurgeApi;
import dev.serin.gateway.purge.Purges;
import dev.serin.gateway.rollout.api.RolloutApi;
import dev.serin.gateway.rollout.control.RolloutController;
import dev.serin.gateway.usage.UsageCollector;
import dev.serin.gateway.usage.UsageHandler;
import dev.serin.gateway.usage.UsageRates;
import dev.serin.worker.api.InferenceClient;
import dev.serin.worker.api.VersionInfo;
import io.vertx.ext.web.Router;
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

  ManagementRoutes(
      GatewayConfig config,
      InferenceClient client,
      RolloutController controller,
      OwnCaches caches,
      Purges purges,
      FleetPurges fleetPurges,
      UsageCollector usage) {
    this.client = client;
    rollouts =
        new RolloutApi(
            controller,
            new UsageRates(usage, InstantSource.system()),
            this::labels,
            new Permits(config.rollouts().streams()));
    purge = new PurgeApi(caches, purges, fleetPurges, config.purge().timeout());
    usages = new UsageHandler(usage, InstantSource.system());
  }

  @Override
  public void accept(Router router) {
    rollouts.accept(router);
    purge.accept(router);
    router.get("/v1/usage").handler(usages);
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
