package dev.serin.worker;

import static java.util.concurrent.Executors.callable;

import dev.serin.worker.api.InferenceFailure;
import dev.serin.worker.api.InferenceFailure.Reason;
import dev.serin.worker.api.Rendition;
import dev.serin.worker.api.RenditionRequest;
import dev.serin.worker.api.WorkerBus;
import dev.serin.worker.image.ImageDecoder;
import dev.serin.worker.image.ImageException;
import dev.serin.worker.image.Renderer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageConsumer;
import java.time.Duration;
import java.util.Locale;
import java.util.function.BooleanSupplier;

/**
 * Makes smaller copies of images for whoever asks on the bus, on threads of its own.
 * Classifications go first.
 */
public final class ImageWorker {
  /** How long a copy lets classifications go first: what a person hardly notices. */
  private static final Duration PATIENCE = Duration.ofMillis(200);

  private final WorkerExecutor pool;
  private final RenditionQueue queue;
  private final Renderer renderer;
  private final InFlight inFlight = new InFlight();
  private final MessageConsumer<?> consumer;

  /**
   * How much it may do.
   *
   * @param threads copies made at one time
   * @param queue copies that wait
   * @param pixelsMax most pixels of an image, width times height
   */
  public record Options(int threads, int queue, long pixelsMax) {}

  /**
   * Starts one. OpenCV must be loaded: where an {@link InferenceWorker} has started, it is.
   *
   * @param callers whether any classification that somebody waits for is under way
   */
  public ImageWorker(
      Vertx vertx, WorkerBus bus, Options options, BooleanSupplier callers, MeterRegistry meters) {
    pool = vertx.createSharedWorkerExecutor("serin-renditions", options.threads());
    queue =
        new RenditionQueue(
            options.queue(),
            options.threads(),
            PATIENCE,
            callers,
            job -> pool.executeBlocking(callable(job), false),
            (delay, task) -> vertx.setTimer(Math.max(1, delay.toMillis()), fired -> task.run()),
            System::nanoTime);
    renderer = new Renderer(new ImageDecoder(options.pixelsMax()));
    Gauge.builder("serin.rendition.queue.length", queue, RenditionQueue::length)
        .description("Smaller copies of images that wait to be made")
        .register(meters);
    consumer = bus.serveRenditions(this::render);
  }

  /** Takes no more requests, and ends when those under way are answered. */
  public Future<Void> close() {
    return consumer.unregister().eventually(inFlight::close).eventually(pool::close);
  }

  private Future<Rendition> render(RenditionRequest request) {
    if (!inFlight.enter()) {
      return Future.failedFuture(new InferenceFailure(Reason.CLOSING, "the worker is closing"));
    }
    Promise<Rendition> answer = Promise.promise();
    if (!queue.offer(() -> make(request, answer))) {
      answer.fail(new InferenceFailure(Reason.OVERLOADED, "too many renditions wait"));
    }
    return answer.future().onComplete(done -> inFlight.leave());
  }

  private void make(RenditionRequest request, Promise<Rendition> answer) {
    if (System.nanoTime() - request.deadlineNanos() >= 0) {
      answer.fail(new InferenceFailure(Reason.DEADLINE_EXCEEDED, "the deadline passed"));
      return;
    }
    String suffix = "." + request.format().name().toLowerCase(Locale.ROOT);
    try (Renderer.Copy copy =
        renderer.render(request.image().bytes(), request.width(), suffix, request.quality())) {
      answer.complete(
          new Rendition(Buffer.buffer(copy.file().toArray()), copy.width(), copy.height()));
    } catch (ImageException | RuntimeException e) {
      answer.fail(Preparer.toFailure(e));
    }
  }
}
