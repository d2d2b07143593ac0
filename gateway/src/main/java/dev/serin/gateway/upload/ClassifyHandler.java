package dev.serin.gateway.upload;

import static dev.serin.gateway.error.ProblemCode.NO_SLOT;
import static dev.serin.gateway.error.ProblemCode.OVERLOADED;

import dev.serin.gateway.admission.Bodies;
import dev.serin.gateway.admission.FairPermits;
import dev.serin.gateway.config.UploadConfig;
import dev.serin.gateway.error.Problem;
import dev.serin.gateway.error.ProblemException;
import dev.serin.gateway.error.Problems;
import dev.serin.gateway.images.ImageStore;
import dev.serin.gateway.jobs.Job;
import dev.serin.gateway.jobs.JobHandler;
import dev.serin.gateway.jobs.Jobs;
import dev.serin.gateway.ops.RequestFacts;
import dev.serin.gateway.results.ResultCache;
import dev.serin.gateway.results.ResultJson;
import dev.serin.gateway.results.ResultKey;
import dev.serin.gateway.results.Top;
import dev.serin.gateway.results.Waiter;
import dev.serin.gateway.routing.Assignment;
import dev.serin.gateway.routing.LiveTraffic;
import dev.serin.gateway.routing.ModelRouter;
import dev.serin.gateway.routing.Route;
import dev.serin.worker.api.EncodedImage;
import dev.serin.worker.api.InferenceClient;
import dev.serin.worker.api.Load;
import dev.serin.worker.api.ModelInfo;
import dev.serin.worker.api.Span;
import dev.serin.worker.api.VersionInfo;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/**
 * {@code POST /v1/models/{model}/classify}: from the first byte of an upload to its labels. What
 * can be refused by the headers alone is refused before a byte of the body is kept. A request takes
 * a slot once its body is in, so a client that sends slowly keeps none from others.
 */
public final class ClassifyHandler implements Handler<RoutingContext> {
  /**
   * What a classify request may bring and ask for.
   *
   * @param deadline where the caller names none
   * @param deadlineMax most that a caller may ask for
   */
  public record Limits(UploadConfig upload, Top top, Duration deadline, Duration deadlineMax) {}

  private final InferenceClient client;
  private final ModelRouter router;
  private final LiveTraffic traffic;
  private final ResultCache results;
  private final ImageStore images;
  private final PredictionIds ids;
  private final ResultJson json;
  private final Admission admission;
  private final Limits limits;
  private final ClassifyObserver observer;

  /**
   * Who may come in.
   *
   * @param slots one for each request whose body is in, shared by the models
   * @param bodies those that are on their way in
   * @param jobs requests that are answered later
   */
  public record Admission(FairPermits slots, Bodies bodies, Jobs jobs) {}

  public ClassifyHandler(
      InferenceClient client,
      ModelRouter router,
      LiveTraffic traffic,
      ResultCache results,
      ImageStore images,
      PredictionIds ids,
      ResultJson json,
      Admission admission,
      Limits limits,
      ClassifyObserver observer) {
    this.client = client;
    this.router = router;
    this.traffic = traffic;
    this.results = results;
    this.images = images;
    this.ids = ids;
    this.json = json;
    this.admission = admission;
    this.limits = limits;
    this.observer = observer;
  }

  @Override
  public void handle(RoutingContext context) {
    ClassifyParameters parameters =
        ClassifyParameters.read(
            context.request(), limits.top(), limits.deadline(), limits.deadlineMax());
    ModelInfo model = router.model(client.catalog(), context.pathParam("model"));
    RequestFacts facts = RequestFacts.of(context);
    facts.model(model.name());
    context.addEndHandler(
        ended -> {
          if (!facts.isRouted()) {
            observer.refused(model.name());
          }
        });
    // A pin that cannot be kept is refused now; whose turn it is shows when the images are known.
    requireTime(
        model,
        router.possible(model, parameters.pin(), traffic.of(model.name())),
        parameters.deadline());
    requireSlot(model);
    Exchange exchange = new Exchange(context);
    Upload.read(
            context.vertx(),
            context.request(),
            admission.bodies(),
            limits.upload(),
            exchange.held())
        .compose(uploaded -> classify(context, parameters, uploaded, exchange))
        .onFailure(context::fail);
  }

  /**
   * Refuses what would find no slot now. One may be free once the body is in, but where all are
   * taken the server has more requests than it can answer, and to read those that it refuses would
   * cost those that it serves.
   */
  private void requireSlot(ModelInfo model) {
    if (!admission.slots().isFree(model.name(), isAlone())) {
      throw noSlot();
    }
  }

  /** Lets a request whose body is in go on, or refuses it. */
  private void admit(RoutingContext context, ModelInfo model, Exchange exchange) {
    exchange.slot(
        admission.slots().tryAcquire(model.name(), isAlone()).orElseThrow(ClassifyHandler::noSlot));
    if (Prefer.respondAsync(context.request().headers())) {
      exchange.answerBy(admission.jobs().reserve());
    }
  }

  private boolean isAlone() {
    return client.catalog().models().size() == 1;
  }

  private static ProblemException noSlot() {
    return new Problem(NO_SLOT, "every upload slot is taken", true).exception();
  }

  /**
   * Refuses what would be answered too late, before its body costs anything. The body may hold an
   * image whose answer is kept already: that is not known yet, and reading it would cost those who
   * are served.
   */
  private void requireTime(ModelInfo model, List<VersionInfo> versions, Duration deadline) {
    long delay =
        versions.stream()
            .mapToLong(version -> client.load().delayNanos(model.name(), version.version()))
            .min()
            .orElse(0);
    if (!Load.fits(delay, deadline.toNanos())) {
      throw new Problem(
              OVERLOADED,
              "the queue is too long for the deadline",
              true,
              Math.max(0, delay - deadline.toNanos()))
          .exception();
    }
  }

  private Future<Void> classify(
      RoutingContext context,
      ClassifyParameters parameters,
      List<EncodedImage> uploaded,
      Exchange exchange) {
    RequestFacts facts = RequestFacts.of(context);
    facts.uploaded();
    // Asked again: the catalog may have changed while the body came in.
    ModelInfo model = router.model(client.catalog(), context.pathParam("model"));
    admit(context, model, exchange);
    Holdings held = exchange.held();
    Job job = exchange.job();
    String unit = unit(parameters, uploaded);
    Route route = router.route(model, parameters.pin(), unit, traffic.of(model.name()));
    facts.routed(route.version().version(), route.kind().toString());
    context
        .response()
        .putHeader("Serin-Model-Version", route.version().version())
        .putHeader("Serin-Route", route.kind().toString());
    // Kept beyond the end of the request: whoever observes it may want to keep them longer.
    uploaded.forEach(EncodedImage::retain);
    if (job != null) {
      job.start(uploaded.size(), held::close);
      JobHandler.accepted(context.response(), job);
    }
    List<Future<Outcome>> outcomes =
        uploaded.stream().map(image -> outcome(context, parameters, route, image, held)).toList();
    if (job != null) {
      outcomes.forEach(outcome -> outcome.onComplete(done -> job.progress()));
    }
    return Future.all(outcomes)
        .map(all -> new Answer(route, unit, all.<Outcome>list()))
        .onSuccess(
            answer -> {
              long nanos = facts.totalNanos() - facts.uploadNanos();
              if (job == null) {
                send(context, facts, answer);
              } else {
                job.finish(Replies.of(answer, ids, json, facts));
                held.close();
              }
              if (parameters.pin() == null) {
                observer.unpinned(unit, route, answer.outcomes());
              }
              observer.answered(route, answer.outcomes(), nanos);
            })
        .onComplete(done -> uploaded.forEach(EncodedImage::close))
        .mapEmpty();
  }

  private static String unit(ClassifyParameters parameters, List<EncodedImage> uploaded) {
    return parameters.unit() != null
        ? parameters.unit()
        : uploaded.stream().map(EncodedImage::sha256).collect(Collectors.joining());
  }

  /** Never fails: one bad image must not spoil the others. */
  private Future<Outcome> outcome(
      RoutingContext context,
      ClassifyParameters parameters,
      Route route,
      EncodedImage image,
      Holdings held) {
    ResultKey key = ResultKey.of(route.model(), route.version(), image.sha256(), parameters.top());
    Span span = RequestFacts.of(context).span();
    Waiter waiter = results.ask(key, image, parameters.deadline(), span);
    boolean fresh =
        waiter.source() == Waiter.Source.MISS && isNewToOther(route, image, parameters.top());
    held.add(waiter::close);
    return waiter
        .answer(context.vertx().getOrCreateContext(), parameters.deadline())
        .compose(
            answer ->
                keep(image)
                    .map(
                        kept ->
                            new Outcome(key, image, waiter.source(), fresh, kept, answer, null)))
        .otherwise(
            failure ->
                new Outcome(
                    key, image, waiter.source(), fresh, false, null, Problems.of(failure, span)));
  }

  private boolean isNewToOther(Route route, EncodedImage image, int top) {
    Assignment assignment = route.assignment();
    return assignment != null
        && !results.knows(ResultKey.of(route.model(), assignment.other(), image.sha256(), top));
  }

  /** Only what is an image for sure is kept, and an answer does not fail because keeping does. */
  private Future<Boolean> keep(EncodedImage image) {
    return images.put(image).map(true).otherwise(false);
  }

  private void send(RoutingContext context, RequestFacts facts, Answer answer) {
    facts.answered(answer.outcomes().size(), answer.cached());
    HttpServerResponse response = context.response();
    if (response.closed()) {
      return;
    }
    response
        .putHeader("Server-Timing", answer.serverTiming(facts.uploadNanos(), facts.totalNanos()))
        .putHeader("Cache-Status", answer.cacheStatus());
    answer
        .problem()
        .ifPresentOrElse(
            problem -> context.fail(problem.exception()),
            () ->
                response
                    .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                    .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                    .end(answer.json(ids, json).toBuffer()));
  }
}
