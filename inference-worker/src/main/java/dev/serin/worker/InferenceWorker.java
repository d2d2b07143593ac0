package dev.serin.worker;

import static java.util.concurrent.Executors.callable;

import dev.serin.worker.api.Catalog;
import dev.serin.worker.api.WorkerBus;
import dev.serin.worker.batch.BackgroundQueue;
import dev.serin.worker.batch.Dispatcher;
import dev.serin.worker.image.ImageDecoder;
import dev.serin.worker.image.OpenCv;
import dev.serin.worker.image.TurboJpeg;
import dev.serin.worker.model.ModelRepository;
import dev.serin.worker.model.VersionLoader;
import dev.serin.worker.model.VersionProof;
import dev.serin.worker.onnx.OnnxEngine;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running worker: serves what is in its models folder to whoever asks on the bus. All of the
 * worker is wired here, in order of dependency.
 */
public final class InferenceWorker {
  private static final Logger log = LoggerFactory.getLogger(InferenceWorker.class);

  /** Vert.x warns of blocking work that takes longer: no load and no batch should. */
  private static final long BLOCKED_WARNING_S = 60;

  private final Vertx vertx;
  private final WorkerOptions options;
  private final Tuned tuned;
  private final int laneCount;
  private final WorkerExecutor loaders;
  private final WorkerExecutor decoders;
  private final WorkerExecutor spare;
  private final InFlight inFlight = new InFlight();
  private final BackgroundQueue background;
  private final AtomicBoolean scanning = new AtomicBoolean();

  /** Deployments of the lanes. */
  private final Queue<String> lanes = new ConcurrentLinkedQueue<>();

  private volatile Optional<TurboJpeg> turbo = Optional.empty();
  private @Nullable ModelRepository<ServedVersion> repository;
  private Runnable unregister = () -> {};
  private @Nullable Future<Void> closed;
  private String verticle = "";
  private long poll = -1;

  private InferenceWorker(Vertx vertx, WorkerOptions options) {
    this.vertx = vertx;
    this.options = options;
    loaders = pool("serin-models", 1);
    decoders = pool("serin-decode", options.decodeThreads());
    // Half of the cores: a caller who comes while they all are at it finds the other half free.
    tuned = new Tuned(options, Runtime.getRuntime().availableProcessors());
    laneCount = tuned.lanes();
    int threads = Math.max(1, laneCount / 2);
    spare = pool("serin-background", threads);
    background =
        new BackgroundQueue(
            options.queueLength(),
            threads,
            part -> spare.executeBlocking(callable(part), false),
            this::after,
            System::nanoTime);
  }

  /**
   * Loads the native libraries, which a start would else do when it comes to them. Blocks. What
   * fails here fails again at the start, which says so.
   */
  public static void loadNatives() {
    try {
      OpenCv.load();
      OnnxEngine.loadNatives();
    } catch (LinkageError | RuntimeException e) {
      log.debug("a native library cannot be loaded yet", e);
    }
  }

  /**
   * Starts a worker. The future completes once every version found in the models folder has been
   * tried, so that the catalog is complete.
   *
   * @return the worker, or a failure if the provider is not to be had or the folder not readable
   */
  public static Future<InferenceWorker> start(
      Vertx vertx, WorkerBus bus, WorkerOptions options, MeterRegistry meters) {
    InferenceWorker worker = new InferenceWorker(vertx, options);
    return worker
        .start(bus, meters)
        .map(worker)
        .recover(cause -> worker.close().transform(ignored -> Future.failedFuture(cause)));
  }

  /** Whether any classification that somebody waits for is under way. */
  public boolean hasCallers() {
    return background.hasCallers();
  }

  /**
   * Stops taking requests, answers those under way, then closes every model. Closing twice is
   * harmless.
   */
  public synchronized Future<Void> close() {
    if (closed == null) {
      closed = stop();
    }
    return closed;
  }

  private Future<Void> stop() {
    vertx.cancelTimer(poll);
    Future<?> undeployed = verticle.isEmpty() ? Future.succeededFuture() : vertx.undeploy(verticle);
    return undeployed
        .compose(ignored -> drained())
        .compose(ignored -> loaders.executeBlocking(callable(this::closeRepository)))
        // The pool has one thread, and closing a version is a task of it: this one comes last.
        .compose(ignored -> loaders.executeBlocking(callable(() -> {})))
        .compose(ignored -> Future.all(lanes.stream().map(vertx::undeploy).toList()))
        .compose(ignored -> Future.all(loaders.close(), decoders.close(), spare.close()))
        .onSuccess(ignored -> turbo.ifPresent(TurboJpeg::close))
        .mapEmpty();
  }

  /** Those who wait get their answers; for the rest nobody waits. */
  private Future<Void> drained() {
    background.close();
    unregister.run();
    return inFlight.close();
  }

  private Future<?> start(WorkerBus bus, MeterRegistry meters) {
    Gauge length =
        Gauge.builder("serin.background.queue.length", background, BackgroundQueue::length)
            .description("Images for which nobody waits, and which wait until no caller is there")
            .register(meters);
    unregister = () -> meters.remove(length);
    List<LaneVerticle> executors = Stream.generate(LaneVerticle::new).limit(laneCount).toList();
    Future<?> openCv = decoders.executeBlocking(callable(OpenCv::load), false);
    Future<Optional<TurboJpeg>> libturbojpeg = decoders.executeBlocking(this::turboJpeg, false);
    Future<OnnxEngine> engine = loaders.executeBlocking(() -> ServingTuner.engine(options));
    // All of them end, well or not, before a close tidies up.
    return Future.join(openCv, libturbojpeg, engine, deploy(executors))
        .compose(
            ignored -> {
              ImageDecoder decoder = new ImageDecoder(options.pixelsMax(), turbo);
              LoadView load = new LoadView();
              ModelRepository<ServedVersion> models =
                  new ModelRepository<>(
                      options.models(),
                      engine.result().provider(),
                      loader(engine.result(), new VersionProof(decoder)),
                      new ServedVersionOpener(
                          tuned,
                          queues(executors),
                          load,
                          engine.result().provider().text(),
                          meters,
                          System::nanoTime),
                      closing -> loaders.executeBlocking(callable(closing)),
                      bus::publish);
              repository = models;
              bus.publish(load.load());
              return serve(
                  models,
                  new WorkerVerticle(
                      bus, models, new Preparer(decoder, System::nanoTime), background, inFlight));
            });
  }

  private VersionLoader loader(OnnxEngine engine, VersionProof proof) {
    return new VersionLoader(
        (model, digest) -> engine.withThreads(tuned.intraOpThreads(model, digest)),
        proof,
        options.copies());
  }

  private VersionQueues.Shared queues(List<LaneVerticle> lanes) {
    Executor decoder = task -> decoders.executeBlocking(callable(task), false);
    return new VersionQueues.Shared(
        new Dispatcher(
            Collections.nCopies(options.decodeThreads(), decoder), this::after, System::nanoTime),
        new Dispatcher(lanes, this::after, System::nanoTime));
  }

  private Future<?> serve(ModelRepository<ServedVersion> models, WorkerVerticle requests) {
    return loaders
        .executeBlocking(() -> scanned(models))
        .compose(ignored -> vertx.deployVerticle(requests))
        .onSuccess(
            id -> {
              verticle = id;
              poll = vertx.setPeriodic(options.poll().toMillis(), timer -> scan(models));
            });
  }

  /** One scan at a time: a load that takes longer than the poll is not queued up behind. */
  private void scan(ModelRepository<ServedVersion> models) {
    if (scanning.compareAndSet(false, true)) {
      loaders
          .executeBlocking(() -> scanned(models))
          .onFailure(cause -> log.warn("the models folder cannot be read", cause))
          .onComplete(ignored -> scanning.set(false));
    }
  }

  private static Catalog scanned(ModelRepository<?> models) throws IOException {
    models.scan();
    return models.catalog();
  }

  private Future<?> deploy(List<LaneVerticle> executors) {
    DeploymentOptions pool =
        new DeploymentOptions()
            .setThreadingModel(ThreadingModel.WORKER)
            .setWorkerPoolName("serin-lane")
            .setWorkerPoolSize(executors.size())
            .setMaxWorkerExecuteTime(BLOCKED_WARNING_S)
            .setMaxWorkerExecuteTimeUnit(TimeUnit.SECONDS);
    return Future.join(
        executors.stream()
            .map(lane -> vertx.deployVerticle(lane, pool).onSuccess(lanes::add))
            .toList());
  }

  private Optional<TurboJpeg> turboJpeg() {
    turbo = TurboJpeg.load();
    log.info(
        turbo.isPresent()
            ? "JPEG is decoded by libturbojpeg"
            : "JPEG is decoded by OpenCV; libturbojpeg, which takes half the time, is not here");
    return turbo;
  }

  private void after(Duration delay, Runnable task) {
    // Timers count in milliseconds, and none of them may be early.
    long millis = Math.max(1, delay.plusNanos(999_999).toMillis());
    vertx.setTimer(millis, timer -> task.run());
  }

  private void closeRepository() {
    if (repository != null) {
      repository.close();
    }
  }

  private WorkerExecutor pool(String name, int threads) {
    return vertx.createSharedWorkerExecutor(name, threads, BLOCKED_WARNING_S, TimeUnit.SECONDS);
  }
}
