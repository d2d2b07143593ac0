package dev.serin.gateway;

import dev.serin.gateway.config.ConfigLoader;
import dev.serin.gateway.config.GatewayConfig;
import dev.serin.gateway.config.ShadowConfig;
import dev.serin.gateway.rollout.Experiment;
import dev.serin.gateway.rollout.Observed.LabelledPair;
import dev.serin.gateway.rollout.observe.ShadowRunner;
import dev.serin.gateway.routing.UnitHash;
import dev.serin.worker.InferenceWorker;
import dev.serin.worker.WorkerOptions;
import dev.serin.worker.api.Catalog;
import dev.serin.worker.api.Classification;
import dev.serin.worker.api.ClassifyRequest;
import dev.serin.worker.api.InferenceClient;
import dev.serin.worker.api.Prediction;
import dev.serin.worker.api.WorkerBus;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A gateway in this process, with a real worker, whose version 1 of one model is shadowed by its
 * version 2 while it is told so: what a rollout does to callers, without a rollout.
 */
public final class ShadowedGateway implements AutoCloseable {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Vertx vertx = Node.alone(registry);
  private static final UnitHash UNIT = UnitHash.of("bench", "unit");

  private final AtomicLong compared = new AtomicLong();
  private final String model;
  private final ShadowRunner runner;
  private final Gateway gateway;
  private volatile Shadowed experiment;

  public ShadowedGateway(Path models, Path data, String model) {
    this.model = model;
    experiment = new Shadowed();
    experiment.over = true;
    GatewayConfig config =
        ConfigLoader.load(
                vertx,
                Path.of("..", "config", "serin.yaml"),
                Map.of(),
                Map.of(
                    "http.host", "127.0.0.1",
                    "http.port", "0",
                    "management.port", "0",
                    "models.directory", models.toString(),
                    "data.directory", data.toString()))
            .await();
    WorkerBus bus = new WorkerBus(vertx);
    InferenceClient client = bus.client();
    Future<InferenceWorker> worker = InferenceWorker.start(vertx, bus, options(config), registry);
    ShadowConfig shadow = config.shadow();
    runner = new ShadowRunner(client, shadow, 2, System::nanoTime, registry);
    Backend backend = new Backend(new Shadowing(client), worker, () -> worker.result().close());
    gateway = Gateway.start(vertx, config, backend, registry).await();
  }

  private static WorkerOptions options(GatewayConfig config) {
    return new WorkerOptions(
        config.models().directory(),
        config.models().poll(),
        WorkerOptions.Provider.CPU,
        config.inference().lanes(),
        config.inference().intraOpThreads(),
        config.inference().decodeThreads(),
        config.inference().queueLength(),
        config.inference().batchSize(),
        config.inference().batchDelay(),
        config.upload().pixels());
  }

  public String address() {
    return "http://127.0.0.1:" + gateway.port();
  }

  /** All that version 1 answers from now on is offered to version 2, too. */
  public void begin() {
    experiment = new Shadowed();
  }

  /** Nothing is, and nothing waits any more when this returns. */
  public void end() {
    experiment.over = true;
    TestGateway.await(() -> runner.length() == 0);
  }

  /** Images that both versions answered, ever. */
  public long compared() {
    return compared.get();
  }

  @Override
  public void close() {
    end();
    gateway.drain().await();
    vertx.close().await();
  }

  /** Offers what version 1 answers as the serving path does: after the answer. */
  private final class Shadowing implements InferenceClient {
    private final InferenceClient client;

    Shadowing(InferenceClient client) {
      this.client = client;
    }

    @Override
    public Future<Classification> classify(ClassifyRequest request) {
      Future<Classification> answer = client.classify(request);
      answer.onSuccess(
          stable ->
              vertx.runOnContext(v -> runner.offer(experiment, UNIT, request.image(), stable)));
      return answer;
    }

    @Override
    public Catalog catalog() {
      return client.catalog();
    }
  }

  private final class Shadowed implements Experiment {
    private volatile boolean over;

    @Override
    public String rollout() {
      return model + "-2-00000000";
    }

    @Override
    public String model() {
      return model;
    }

    @Override
    public String candidate() {
      return "2";
    }

    @Override
    public String stable() {
      return "1";
    }

    @Override
    public int shadow() {
      return 10_000;
    }

    @Override
    public void compared(UnitHash unit, String image, Prediction stable, Prediction candidate) {
      compared.incrementAndGet();
    }

    @Override
    public boolean wantsLabel(String image, String unit) {
      return false;
    }

    @Override
    public void labelled(LabelledPair pair) {}

    @Override
    public boolean isOver() {
      return over;
    }
  }
}
