package dev.serin.gateway;

import dev.serin.gateway.PublicRoutes.Observers;
import dev.serin.gateway.PublicRoutes.Sources;
import dev.serin.gateway.admission.FairPermits;
import dev.serin.gateway.admission.Permits;
import dev.serin.gateway.catalog.IdentityCheck;
import dev.serin.gateway.cdn.Cors;
import dev.serin.gateway.config.ClusterConfig.Workers;
import dev.serin.gateway.config.FeedbackConfig.Evidence;
import dev.serin.gateway.config.GatewayConfig;
import dev.serin.gateway.config.Secret;
import dev.serin.gateway.error.ProblemHandler;
import dev.serin.gateway.feedback.FeedbackUpkeep;
import dev.serin.gateway.feedback.LabelSource;
import dev.serin.gateway.feedback.PredictionTokens;
import dev.serin.gateway.fleet.Fleet;
import dev.serin.gateway.fleet.HeardFile;
import dev.serin.gateway.images.ImageStore;
import dev.serin.gateway.images.store.ImageStores;
import dev.serin.gateway.jobs.Jobs;
import dev.serin.gateway.journal.Journal;
import dev.serin.gateway.journal.JournalException;
import dev.serin.gateway.ops.ConnectionPolicy;
import dev.serin.gateway.ops.ManagementServer;
import dev.serin.gateway.ops.Readiness;
import dev.serin.gateway.ops.RequestLog;
import dev.serin.gateway.ops.RequestMeters;
import dev.serin.gateway.ops.StateMeters;
import dev.serin.gateway.purge.FleetPurges;
import dev.serin.gateway.purge.OwnCaches;
import dev.serin.gateway.purge.Purges;
import dev.serin.gateway.purge.VersionPurge;
import dev.serin.gateway.renditions.Renditions;
import dev.serin.gateway.results.ResultCache;
import dev.serin.gateway.rollout.Labels;
import dev.serin.gateway.rollout.control.Loop;
import dev.serin.gateway.rollout.control.RolloutController;
import dev.serin.gateway.rollout.observe.BestLabels;
import dev.serin.gateway.rollout.observe.LiveExperiments;
import dev.serin.gateway.rollout.observe.PairRunner;
import dev.serin.gateway.rollout.observe.ShadowRunner;
import dev.serin.gateway.routing.LiveTraffic;
import dev.serin.gateway.routing.Withdrawn;
import dev.serin.gateway.tracing.Tracing;
import dev.serin.gateway.upload.ClassifyHandler.Admission;
import dev.serin.gateway.usage.RecentTraffic;
import dev.serin.gateway.usage.UsageCollector;
import dev.serin.worker.api.Catalog;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.RoutingContext;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running gateway. All wiring is here, by hand, in the order of dependencies; only the handlers
 * of the two ports are made where their routes are.
 */
final class Gateway {
  private static final Logger log = LoggerFactory.getLogger(Gateway.class);

  /** Images of each kind of background work that the worker is asked about at one time. */
  private static final int BACKGROUND = 2;

  /** Between two looks for new versions: the first request for one is not to find it unknown. */
  private static final Duration CATALOG_REFRESH = Duration.ofMillis(200);

  /** Between two turns of deleting and counting feedback. */
  private static final Duration FEEDBACK_UPKEEP = Duration.ofMinutes(1);

  /** Labels of an hour that are counted to tell their rate: more do not matter. */
  private static final int LABELS_MAX = 10_000;

  private final SecureRandom random = new SecureRandom();
  private final Vertx vertx;
  private final GatewayConfig config;
  private final Backend backend;
  private final IdentityCheck client;
  private final Journal journal;
  private final Tracing tracing;
  private final PrometheusMeterRegistry registry;
  private final Readiness readiness;
  private final Permits slots;
  private final Permits memory;
  private final Edges edges;
  private final RequestMeters requests;
  private final Jobs jobs;
  private final Purges purges;
  private final Sources sources;
  private final LiveExperiments experiments;
  private final WorkerExecutor controllerPool;
  private final RolloutController controller;
  private final UsageCollector usage;
  private final FeedbackUpkeep feedback;
  private final PublicRoutes publicRoutes;
  private final ManagementRoutes managementRoutes;
  private final ProblemHandler problems;
  private final List<GatewayVerticle> verticles = new ArrayList<>();
  private String deployment = "";
  private int managementPort;
  private long usageTimer;
  private long catalogTimer;
  private long feedbackTimer;

  private Gateway(
      Vertx vertx,
      GatewayConfig config,
      Backend backend,
      Journal journal,
      Fleet fleet,
      Tracing tracing,
      Secret predictionKey,
      PrometheusMeterRegistry registry) {
    this.vertx = vertx;
    this.config = config;
    this.backend = backend;
    this.journal = journal;
    this.tracing = tracing;
    this.registry = registry;
    client =
        new IdentityCheck(backend.client(), journal.versions(), this::after, Clock.systemUTC());
    readiness = new Readiness(this::catalog);
    new StateMeters(registry).show(readiness, this::catalog);
    slots = new Permits(config.upload().slots());
    memory = new Permits(config.upload().memory());
    requests = new RequestMeters(registry);
    edges = Edges.of(config, memory, requests, registry);
    requests.watch("serin.upload.slots", null, slots);
    requests.watch("serin.upload.memory", "bytes", memory);
    ImageStore images =
        ImageStores.open(
            vertx, config.images(), config.bucket(), config.data().directory(), registry);
    ResultCache results =
        new ResultCache(
            client,
            config.results().entries(),
            config.results().expiry(),
            config.inference().deadlineMax(),
            System::nanoTime,
            registry);
    Renditions renditions =
        new Renditions(backend.images(), images, config.renditions(), System::nanoTime, registry);
    jobs = new Jobs(config.jobs(), this::jobId, System::nanoTime, registry);
    purges = new Purges(vertx, config.purge(), InstantSource.system(), random, registry);
    OwnCaches caches = new OwnCaches(results, renditions, images);
    FleetPurges fleetPurges =
        new FleetPurges(
            fleet, caches, purges, new HeardFile(vertx, config.data().directory())::write);
    Withdrawn withdrawn = new Withdrawn();
    LiveTraffic traffic = new LiveTraffic();
    sources = new Sources(client, traffic, withdrawn, results, images, renditions);
    Labels labels = pairs();
    PredictionTokens ids =
        new PredictionTokens(
            predictionKey, config.feedback().keyOld(), new SecureRandom(), Clock.systemUTC());
    experiments =
        new LiveExperiments(
            traffic,
            new VersionPurge(withdrawn, caches, purges, config.purge().again()),
            new ShadowRunner(client, config.shadow(), BACKGROUND, System::nanoTime, registry),
            labels,
            ids::unit,
            System::nanoTime,
            registry);
    controllerPool = vertx.createSharedWorkerExecutor("serin-rollouts", 1);
    controller =
        new RolloutController(
            journal.rollouts(),
            experiments,
            client::catalog,
            InstantSource.system(),
            Gateway::rolloutId,
            fleet,
            Loop.of(vertx, vertx.getOrCreateContext(), controllerPool),
            registry);
    usage = new UsageCollector(journal.usage(), InstantSource.system(), registry);
    feedback =
        new FeedbackUpkeep(
            journal.feedback(),
            config.feedback().keep(),
            InstantSource.system(),
            controller::isOwner,
            registry);
    RecentTraffic recent =
        new RecentTraffic(
            (model, from) ->
                journal.rollouts().unpaired("", model, from, LABELS_MAX).map(List::size),
            InstantSource.system());
    publicRoutes =
        new PublicRoutes(
            config,
            sources,
            new Observers(usage, recent, experiments, labels, journal.feedback()),
            new Admission(new FairPermits(slots), edges.bodies(), jobs),
            ids,
            registry);
    managementRoutes =
        new ManagementRoutes(
            config,
            client,
            controller,
            caches,
            purges,
            fleetPurges,
            usage,
            recent,
            publicRoutes.feedback(LabelSource.TRUSTED, edges.labels()));
    problems = new ProblemHandler(config.http().retryAfter());
  }

  /**
   * Starts with the workers that {@code config} wants.
   *
   * @param vertx in a cluster where they are in other processes
   */
  static Future<Gateway> start(
      Vertx vertx, GatewayConfig config, PrometheusMeterRegistry registry) {
    Backend backend =
        config.cluster().workers() == Workers.LOCAL
            ? LocalBackend.start(vertx, config, registry)
            : RemoteBackend.start(vertx, config, registry);
    return start(vertx, config, backend, registry);
  }

  /** The future completes once both ports listen and the backend has started. */
  static Future<Gateway> start(
      Vertx vertx, GatewayConfig config, Backend backend, PrometheusMeterRegistry registry) {
    Path data = config.data().directory();
    Future<Secret> token = Secrets.management(vertx, config);
    Future<Secret> key = Secrets.prediction(vertx, config);
    Future<Journal> journal =
        Journal.open(vertx, config.journal(), config.feedback(), data, registry)
            .recover(Gateway::notOpened);
    Future<Long> heard = new HeardFile(vertx, data).read();
    Future<Tracing> tracing = Tracing.start(vertx, config.tracing(), registry);
    return Future.all(token, key, journal, heard, tracing)
        .compose(
            ready -> {
              Fleet fleet =
                  new Fleet(journal.result().fleet(), config.rollouts().lease(), heard.result());
              return new Gateway(
                      vertx,
                      config,
                      backend,
                      journal.result(),
                      fleet,
                      tracing.result(),
                      key.result(),
                      registry)
                  .listen(token.result());
            });
  }

  private static Future<Journal> notOpened(Throwable cause) {
    return Future.failedFuture(
        cause instanceof JournalException
            ? new StartException(String.valueOf(cause.getMessage()), cause)
            : cause);
  }

  /** What ran before goes on before the first request is routed. */
  private Future<Gateway> listen(Secret token) {
    if (config.feedback().evidence() == Evidence.ALL) {
      log.warn(
          "feedback.evidence is all: labels from the public port count in rollouts' guards, so any caller can promote or abort a version; use trusted, and send labels to the management port");
    }
    Future<?> manage =
        manage(token)
            .recover(e -> Ports.notBound("management", config.management().port(), e))
            .onSuccess(server -> managementPort = server.actualPort());
    Future<?> listen =
        controller
            .start(config.rollouts().tick(), config.rollouts().pulse())
            .compose(v -> deploy())
            .recover(e -> Ports.notBound("http", config.http().port(), e));
    usageTimer = vertx.setPeriodic(config.usage().flush().toMillis(), fired -> usage.flush());
    catalogTimer = vertx.setPeriodic(CATALOG_REFRESH.toMillis(), fired -> client.refresh());
    feedbackTimer = vertx.setPeriodic(0, FEEDBACK_UPKEEP.toMillis(), fired -> feedback.turn());
    Future<?> started = backend.started().compose(worker -> client.checked());
    return Future.all(started, manage, listen).map(this);
  }

  private Labels pairs() {
    BestLabels best =
        new BestLabels(
            sources.client(),
            sources.results(),
            sources.images(),
            config.inference().top(),
            config.shadow().timeout(),
            System::nanoTime);
    return new PairRunner(best, this::after, config.shadow().labels(), BACKGROUND, registry);
  }

  private void after(Duration delay, Runnable task) {
    vertx.setTimer(Math.max(1, delay.toMillis()), fired -> task.run());
  }

  private Future<HttpServer> manage(Secret token) {
    return new ManagementServer(
            vertx,
            config.management(),
            token,
            readiness,
            registry,
            problems,
            edges.management(),
            managementRoutes)
        .listen();
  }

  private Future<String> deploy() {
    GatewayVerticle.Shared shared =
        new GatewayVerticle.Shared(
            ServerOptions.of(config.http()),
            first(),
            publicRoutes.all(vertx),
            problems,
            edges.visitors(),
            config.shutdown().drain());
    for (int i = 0; i < config.http().eventLoops(); i++) {
      verticles.add(new GatewayVerticle(shared));
    }
    return vertx
        .deployVerticle(
            verticles.iterator()::next, new DeploymentOptions().setInstances(verticles.size()))
        .onSuccess(id -> deployment = id);
  }

  /** Handlers of every request, in order. */
  private List<Handler<RoutingContext>> first() {
    List<Handler<RoutingContext>> first = new ArrayList<>();
    first.add(
        new RequestLog(requests, Gateway::requestId, InstantSource.system(), tracing.spans()));
    first.add(new ConnectionPolicy(readiness::isDraining, Edges.LINGER));
    if (!config.cdn().allowOrigin().isEmpty()) {
      first.add(new Cors(config.cdn().allowOrigin()));
    }
    return first;
  }

  private static String requestId() {
    return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
  }

  /** 128 bits that nobody can guess: whoever has the id has the answer. */
  private String jobId() {
    byte[] bytes = new byte[16];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /** Tells rollouts of one version apart. */
  private static String rolloutId() {
    return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
  }

  int port() {
    return verticles.get(0).port();
  }

  int managementPort() {
    return managementPort;
  }

  /** What is served, with the stable versions that rollouts made so. */
  Catalog catalog() {
    return sources.catalog();
  }

  Permits slots() {
    return slots;
  }

  Jobs jobs() {
    return jobs;
  }

  Permits memory() {
    return memory;
  }

  RequestMeters requests() {
    return requests;
  }

  LiveExperiments experiments() {
    return experiments;
  }

  /**
   * Ends in order: no longer ready; after the delay no new connection; requests under way finish or
   * run out of time; then the rollouts stand still, the worker closes, and the journal last.
   */
  Future<Void> drain() {
    readiness.drain();
    long delay = config.shutdown().delay().toMillis();
    Future<?> noticed = delay == 0 ? Future.succeededFuture() : vertx.timer(delay);
    return noticed
        .compose(v -> vertx.undeploy(deployment))
        // Nobody could fetch their answers any more.
        .onComplete(unreachable -> jobs.close())
        .eventually(controller::close)
        .eventually(controllerPool::close)
        .eventually(purges::close)
        .eventually(() -> backend.close().get())
        .eventually(tracing::close)
        .eventually(sources.images()::close)
        .onComplete(
            closed -> {
              vertx.cancelTimer(usageTimer);
              vertx.cancelTimer(feedbackTimer);
              vertx.cancelTimer(catalogTimer);
            })
        .eventually(usage::flush)
        .eventually(journal::close);
  }
}
