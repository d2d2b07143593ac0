package dev.serin.worker.remote;

import dev.serin.worker.api.Cancellation;
import dev.serin.worker.api.Catalog;
import dev.serin.worker.api.Classification;
import dev.serin.worker.api.ClassifyRequest;
import dev.serin.worker.api.EncodedImage;
import dev.serin.worker.api.InferenceClient;
import dev.serin.worker.api.InferenceFailure;
import dev.serin.worker.api.InferenceFailure.Reason;
import dev.serin.worker.api.Load;
import dev.serin.worker.api.MessageSpans;
import dev.serin.worker.api.ModelInfo;
import dev.serin.worker.api.Span;
import dev.serin.worker.api.Spans;
import dev.serin.worker.api.VersionInfo;
import dev.serin.worker.remote.WorkerStatus.Delay;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Offers the worker of this process to every gateway of the cluster. */
public final class WorkerService {
  private static final Logger log = LoggerFactory.getLogger(WorkerService.class);

  private final Vertx vertx;
  private final EventBus bus;
  private final InferenceClient worker;
  private final String id;
  private final Spans spans;
  private final Wire wire = new Wire(System::nanoTime);
  private final List<MessageConsumer<?>> consumers = new ArrayList<>();
  private final Promise<Void> idle = Promise.promise();

  /** Requests under way, by sender and number. */
  private final Map<String, Cancellation> underWay = new ConcurrentHashMap<>();

  private volatile boolean leaving;
  private Catalog published = Catalog.EMPTY;
  private long catalogs;
  private long timer = -1;

  /**
   * @param vertx clustered
   * @param worker who answers
   * @param id of its node in the cluster
   * @param spans where a request's way through gateways goes on
   */
  public WorkerService(Vertx vertx, InferenceClient worker, String id, Spans spans) {
    this.vertx = vertx;
    this.bus = vertx.eventBus();
    this.worker = worker;
    this.id = id;
    this.spans = spans;
  }

  /**
   * Takes requests from now on.
   *
   * @param every how often it says how it is
   */
  public Future<Void> start(Duration every) {
    consumers.add(bus.<Buffer>consumer(Addresses.classify(id), this::classify));
    consumers.add(bus.<Buffer>consumer(Addresses.control(id), this::control));
    consumers.add(
        bus.<Buffer>consumer(
            Addresses.catalog(id), message -> message.reply(wire.catalog(worker.catalog()))));
    return Future.all(consumers.stream().map(MessageConsumer::completion).toList())
        .onSuccess(
            done -> {
              report();
              timer = vertx.setPeriodic(every.toMillis(), fired -> report());
            })
        .mapEmpty();
  }

  /** Says that no more requests should come, and ends when those under way are answered. */
  public Future<Void> close() {
    leaving = true;
    report();
    endIfIdle();
    return idle.future()
        .onComplete(done -> vertx.cancelTimer(timer))
        .compose(done -> Future.all(consumers.stream().map(MessageConsumer::unregister).toList()))
        .mapEmpty();
  }

  private void report() {
    bus.publish(Addresses.STATUS, wire.status(status()));
  }

  private synchronized WorkerStatus status() {
    Catalog latest = worker.catalog();
    if (!latest.equals(published)) {
      published = latest;
      catalogs++;
    }
    return new WorkerStatus(id, leaving, catalogs, delays(latest, worker.load()));
  }

  private static List<Delay> delays(Catalog catalog, Load load) {
    List<Delay> delays = new ArrayList<>();
    for (ModelInfo model : catalog.models()) {
      for (VersionInfo version : model.versions()) {
        long nanos = load.delayNanos(model.name(), version.version());
        if (nanos > 0) {
          delays.add(new Delay(model.name(), version.version(), nanos));
        }
      }
    }
    return delays;
  }

  private void classify(Message<Buffer> message) {
    Wire.Numbered received = wire.request(message.body());
    ClassifyRequest request = received.request();
    EncodedImage image = request.image();
    if (leaving) {
      image.close();
      message.reply(wire.failure(new InferenceFailure(Reason.CLOSING, "the worker is closing")));
      return;
    }
    Span process =
        MessageSpans.process(
            spans.join(
                Span.Kind.CONSUMER,
                "process " + Addresses.CLASSIFY_TEMPLATE,
                received.traceParent()),
            message.address());
    String key = key(message, received.number());
    underWay.put(key, request.cancellation());
    process
        .endWith(worker.classify(request.within(process)))
        .onComplete(
            result -> {
              image.close();
              underWay.remove(key);
              message.reply(result.succeeded() ? answer(result.result()) : failure(result.cause()));
              endIfIdle();
            });
  }

  private Buffer answer(Classification answer) {
    return wire.answer(answer);
  }

  private Buffer failure(Throwable cause) {
    return wire.failure(
        cause instanceof InferenceFailure failure
            ? failure
            : new InferenceFailure(Reason.INTERNAL, "the worker failed", cause));
  }

  private void control(Message<Buffer> message) {
    Wire.Control control = wire.control(message.body());
    Cancellation cancellation = underWay.get(key(message, control.number()));
    if (cancellation == null) {
      log.debug("request {} is answered already", control.number());
    } else if (control.untilNanos() == null) {
      cancellation.cancel();
    } else {
      cancellation.extend(System.nanoTime() + control.untilNanos());
    }
  }

  /** Gateways number on their own. */
  private static String key(Message<?> message, long number) {
    return message.headers().get(Sender.HEADER) + "/" + number;
  }

  private void endIfIdle() {
    if (leaving && underWay.isEmpty()) {
      idle.tryComplete();
    }
  }
}
