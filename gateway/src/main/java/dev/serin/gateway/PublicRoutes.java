package dev.serin.gateway;

import dev.serin.gateway.GatewayVerticle.Resource;
import dev.serin.gateway.admission.Bodies;
import dev.serin.gateway.catalog.CatalogHandler;
import dev.serin.gateway.cdn.CdnUrls;
import dev.serin.gateway.cdn.Freshness;
import dev.serin.gateway.cdn.UrlSigner;
import dev.serin.gateway.config.CdnConfig;
import dev.serin.gateway.config.FeedbackConfig.Evidence;
import dev.serin.gateway.config.GatewayConfig;
import dev.serin.gateway.feedback.FeedbackHandler;
import dev.serin.gateway.feedback.FeedbackStore;
import dev.serin.gateway.feedback.LabelSource;
import dev.serin.gateway.feedback.PredictionTokens;
import dev.serin.gateway.images.ImageHandler;
import dev.serin.gateway.images.ImageStore;
import dev.serin.gateway.jobs.JobHandler;
import dev.serin.gateway.purge.NoStore;
import dev.serin.gateway.renditions.RenditionHandler;
import dev.serin.gateway.renditions.Renditions;
import dev.serin.gateway.results.ResultCache;
import dev.serin.gateway.results.ResultDocuments;
import dev.serin.gateway.results.ResultHandler;
import dev.serin.gateway.results.ResultJson;
import dev.serin.gateway.results.Top;
import dev.serin.gateway.rollout.Labels;
import dev.serin.gateway.rollout.observe.LiveExperiments;
import dev.serin.gateway.routing.LiveTraffic;
import dev.serin.gateway.routing.ModelRouter;
import dev.serin.gateway.routing.Route;
import dev.serin.gateway.routing.Withdrawn;
import dev.serin.gateway.upload.ClassifyHandler;
import dev.serin.gateway.upload.ClassifyHandler.Admission;
import dev.serin.gateway.upload.ClassifyObserver;
import dev.serin.gateway.upload.Outcome;
import dev.serin.gateway.usage.RecentTraffic;
import dev.serin.gateway.usage.UsageCollector;
import dev.serin.worker.api.Catalog;
import dev.serin.worker.api.InferenceClient;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.time.InstantSource;
import java.util.List;

/** What the public port answers, and where. */
final class PublicRoutes {
  private final GatewayConfig config;
  private final Sources sources;
  private final Observers observers;
  private final Admission admission;
  private final PredictionTokens ids;
  private final MeterRegistry registry;
  private final ModelRouter router = new ModelRouter();
  private final Top top;
  private final CdnUrls urls;
  private final ResultJson json;

  /** Where answers come from. */
  record Sources(
      InferenceClient client,
      LiveTraffic traffic,
      Withdrawn withdrawn,
      ResultCache results,
      ImageStore images,
      Renditions renditions) {
    /** What is served, with the stable versions that rollouts made so. */
    Catalog catalog() {
      return traffic.over(client.catalog());
    }
  }

  /** Who learns of answers, and of the labels that they should have had. */
  record Observers(
      UsageCollector usage,
      RecentTraffic recent,
      LiveExperiments experiments,
      Labels labels,
      FeedbackStore feedback)
      implements ClassifyObserver {
    @Override
    public void answered(Route route, List<Outcome> outcomes, long nanos) {
      usage.answered(route, outcomes, nanos);
      experiments.answered(route, outcomes, nanos);
    }

    @Override
    public void unpinned(String unit, Route route, List<Outcome> outcomes) {
      recent.unpinned(unit, route, outcomes);
    }

    @Override
    public void refused(String model) {
      experiments.refused(model);
    }
  }

  PublicRoutes(
      GatewayConfig config,
      Sources sources,
      Observers observers,
      Admission admission,
      PredictionTokens ids,
      MeterRegistry registry) {
    this.config = config;
    this.sources = sources;
    this.observers = observers;
    this.admission = admission;
    this.ids = ids;
    this.registry = registry;
    top = new Top(config.inference().top(), config.inference().topMax());
    urls = urls(config.cdn());
    json = new ResultJson(urls);
  }

  /** The addresses that are asked for most come first: routes are tried one after the other. */
  List<Resource> all(Vertx vertx) {
    CatalogHandler catalog = new CatalogHandler(sources.client(), router, sources.traffic());
    return List.of(
        Resource.readBelow(CdnUrls.RESULTS, ":model/:version/:hex", results()),
        Resource.readBelow(CdnUrls.IMAGES, ":hex", images()),
        Resource.post("/v1/models/:model/classify", classify()),
        Resource.post("/v1/feedback", feedback(LabelSource.CALLER, admission.bodies())),
        Resource.read("/v1/models/:model", catalog::one),
        Resource.read("/v1/models", catalog::all),
        new Resource(
            List.of(HttpMethod.DELETE, HttpMethod.GET, HttpMethod.HEAD),
            "/v1/jobs/:id",
            "/v1/jobs/:id",
            new JobHandler(admission.jobs())),
        Resource.read("/openapi.yaml", new DescriptionHandler(vertx)),
        Resource.read("/", PublicRoutes::hint));
  }

  private Handler<RoutingContext> results() {
    ResultHandler.Publication publication =
        new ResultHandler.Publication(
            new ResultDocuments(
                json, urls, config.results().documents(), InstantSource.system(), registry),
            urls,
            Freshness.immutable(config.cdn().resultLifetime()));
    return new NoStore(
        sources.withdrawn(),
        sources::catalog,
        new ResultHandler(
            sources.client(),
            router,
            sources.results(),
            sources.images(),
            publication,
            top,
            config.inference().deadline()));
  }

  private Handler<RoutingContext> images() {
    return new RenditionHandler(
        sources.renditions(), urls, new ImageHandler(sources.images(), urls));
  }

  private Handler<RoutingContext> classify() {
    return new ClassifyHandler(
        sources.client(),
        router,
        sources.traffic(),
        sources.results(),
        sources.images(),
        ids,
        json,
        admission,
        new ClassifyHandler.Limits(
            config.upload(), top, config.inference().deadline(), config.inference().deadlineMax()),
        observers);
  }

  /** What takes labels of {@code source}; those of callers count only where the settings say so. */
  Handler<RoutingContext> feedback(LabelSource source, Bodies bodies) {
    boolean counts = source == LabelSource.TRUSTED || config.feedback().evidence() == Evidence.ALL;
    return new FeedbackHandler(
        ids,
        sources.client()::catalog,
        observers.feedback(),
        new FeedbackHandler.Rollouts(observers.experiments()::find, observers.labels()),
        new FeedbackHandler.Origin(source, counts),
        bodies,
        config.upload().bodyTimeout(),
        Clock.systemUTC());
  }

  private static CdnUrls urls(CdnConfig config) {
    return new CdnUrls(
        config.baseUrl(),
        config
            .key()
            .filter(key -> config.signed() == CdnConfig.Signed.REQUIRED)
            .map(
                key ->
                    new UrlSigner(
                        key, config.keyOld(), config.urlLifetime(), InstantSource.system())));
  }

  private static void hint(RoutingContext context) {
    context
        .response()
        .putHeader("Content-Type", "text/plain; charset=utf-8")
        .end("Serin classifies images. /v1/models says what with, /openapi.yaml how.\n");
  }
}
