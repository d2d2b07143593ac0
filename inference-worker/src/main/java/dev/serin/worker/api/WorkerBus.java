package dev.serin.worker.api;

import static dev.serin.worker.api.InferenceFailure.Reason.INTERNAL;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * How requests, answers and catalogs travel between gateway and worker: event bus addresses and
 * codecs, known to this class only.
 */
public final class WorkerBus {
  private static final String CLASSIFY = "serin.classify";
  private static final String RENDER = "serin.render";
  private static final String CATALOG = "serin.catalog";
  private static final String LOAD = "serin.load";

  /**
   * The event bus fails a reply that takes longer. Far above any deadline: it only collects the
   * handlers of replies that will never come, and deadlines are kept by those who set them.
   */
  private static final long REPLY_TIMEOUT_MS = 10 * 60 * 1000;

  private final EventBus bus;

  /** Registers the codecs: once per {@link Vertx}. */
  public WorkerBus(Vertx vertx) {
    bus = vertx.eventBus();
    bus.registerDefaultCodec(ClassifyRequest.class, new LocalCodec<>(ClassifyRequest.class));
    bus.registerDefaultCodec(ClassifyReply.class, new LocalCodec<>(ClassifyReply.class));
    bus.registerDefaultCodec(RenditionRequest.class, new LocalCodec<>(RenditionRequest.class));
    bus.registerDefaultCodec(RenditionReply.class, new LocalCodec<>(RenditionReply.class));
    bus.registerDefaultCodec(Catalog.class, new LocalCodec<>(Catalog.class));
    bus.registerDefaultCodec(Load.class, new LocalCodec<>(Load.class));
  }

  /** A client that follows the catalogs published from now on. */
  public InferenceClient client() {
    return new EventBusClient(this);
  }

  /** A client for what {@link #serveRenditions} answers. */
  public ImageClient images() {
    return new EventBusImageClient(this);
  }

  /** Answers requests; the future of {@code handler} fails with {@link InferenceFailure} only. */
  public MessageConsumer<?> serve(Function<ClassifyRequest, Future<Classification>> handler) {
    return bus.<ClassifyRequest>localConsumer(
        CLASSIFY,
        message -> {
          ClassifyRequest request = message.body();
          Span process =
              MessageSpans.process(
                  request.span().child(Span.Kind.CONSUMER, "process " + CLASSIFY), CLASSIFY);
          process
              .endWith(handler.apply(request.within(process)))
              .onComplete(result -> reply(message, result));
        });
  }

  /** Makes copies; the future of {@code handler} fails with {@link InferenceFailure} only. */
  public MessageConsumer<?> serveRenditions(Function<RenditionRequest, Future<Rendition>> handler) {
    return bus.<RenditionRequest>localConsumer(
        RENDER,
        message ->
            handler
                .apply(message.body())
                .onComplete(
                    result ->
                        message.reply(
                            result.succeeded()
                                ? new RenditionReply(result.result(), null)
                                : new RenditionReply(null, failure(result.cause())))));
  }

  /** Makes a new catalog known to every client. */
  public void publish(Catalog catalog) {
    bus.publish(CATALOG, catalog);
  }

  /** Makes a worker's view of its load known to every client: once, it stays current. */
  public void publish(Load load) {
    bus.publish(LOAD, load);
  }

  /** The span of a request, and of the wait for its answer. */
  static Span sends(Span parent) {
    return MessageSpans.send(parent.child(Span.Kind.PRODUCER, "send " + CLASSIFY), CLASSIFY);
  }

  void followLoad(Consumer<Load> follower) {
    bus.<Load>localConsumer(LOAD, message -> follower.accept(message.body()));
  }

  void follow(Consumer<Catalog> follower) {
    bus.<Catalog>localConsumer(CATALOG, message -> follower.accept(message.body()));
  }

  Future<ClassifyReply> send(ClassifyRequest request) {
    return bus.<ClassifyReply>request(
            CLASSIFY, request, new DeliveryOptions().setSendTimeout(REPLY_TIMEOUT_MS))
        .map(Message::body);
  }

  Future<RenditionReply> send(RenditionRequest request) {
    return bus.<RenditionReply>request(
            RENDER, request, new DeliveryOptions().setSendTimeout(REPLY_TIMEOUT_MS))
        .map(Message::body);
  }

  private static void reply(Message<?> message, io.vertx.core.AsyncResult<Classification> result) {
    message.reply(
        result.succeeded()
            ? new ClassifyReply(result.result(), null)
            : new ClassifyReply(null, failure(result.cause())));
  }

  private static InferenceFailure failure(Throwable cause) {
    return cause instanceof InferenceFailure failure
        ? failure
        : new InferenceFailure(INTERNAL, "the worker failed", cause);
  }
}
