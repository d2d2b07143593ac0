package dev.serin.gateway.feedback;

import static dev.serin.gateway.error.ProblemCode.FEEDBACK_FULL;
import static dev.serin.gateway.error.ProblemCode.MALFORMED_REQUEST;
import static dev.serin.gateway.error.ProblemCode.STORAGE_DOWN;
import static dev.serin.gateway.error.ProblemCode.UNKNOWN_LABEL;
import static dev.serin.gateway.error.ProblemCode.UNKNOWN_PREDICTION;
import static dev.serin.gateway.error.ProblemCode.VERSION_NOT_READY;

import dev.serin.gateway.admission.Bodies;
import dev.serin.gateway.config.Nearest;
import dev.serin.gateway.error.Problem;
import dev.serin.gateway.error.ProblemException;
import dev.serin.gateway.rollout.Experiment;
import dev.serin.gateway.rollout.Labels;
import dev.serin.worker.api.Catalog;
import dev.serin.worker.api.VersionInfo;
import dev.serin.worker.api.VersionInfo.State;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code POST /v1/feedback}: somebody tells the true label of an image that was answered. 202 means
 * that it is kept; the same again changes nothing. Both ports have one of these: which port a label
 * came to tells its source, and the source whether it counts in a rollout's guards.
 */
public final class FeedbackHandler implements Handler<RoutingContext> {
  private static final Logger log = LoggerFactory.getLogger(FeedbackHandler.class);

  /** Bytes: ten times what an id and a label have. */
  private static final int BODY_MAX = 4 * 1024;

  private static final int LABEL_LENGTH_MAX = 256;
  private static final Set<String> KEYS = Set.of("prediction_id", "label");

  private final PredictionTokens tokens;
  private final Supplier<Catalog> catalog;
  private final FeedbackStore store;
  private final Function<String, Optional<Experiment>> running;
  private final Labels labels;
  private final LabelSource source;
  private final boolean counts;
  private final Clock clock;
  private final SmallBody body;

  /**
   * Who hears of labels.
   *
   * @param running the experiment of a model, if there is one
   * @param labels makes pairs of labels for it
   */
  public record Rollouts(Function<String, Optional<Experiment>> running, Labels labels) {}

  /**
   * Labels that come to one port.
   *
   * @param source of all of them
   * @param counts whether they count as evidence
   */
  public record Origin(LabelSource source, boolean counts) {}

  /**
   * @param origin of the labels that come here
   * @param bodies those under way, of this handler and of others
   * @param bodyTimeout how long a body may take to arrive
   */
  public FeedbackHandler(
      PredictionTokens tokens,
      Supplier<Catalog> catalog,
      FeedbackStore store,
      Rollouts rollouts,
      Origin origin,
      Bodies bodies,
      Duration bodyTimeout,
      Clock clock) {
    this.tokens = tokens;
    this.catalog = catalog;
    this.store = store;
    this.running = rollouts.running();
    this.labels = rollouts.labels();
    this.source = origin.source();
    this.counts = origin.counts();
    this.clock = clock;
    this.body = new SmallBody(BODY_MAX, bodyTimeout, bodies);
  }

  @Override
  public void handle(RoutingContext context) {
    body.read(context.vertx(), context.request())
        .map(this::feedback)
        .compose(this::keep)
        .onSuccess(
            feedback -> {
              pair(feedback);
              answer(context, feedback);
            })
        .onFailure(context::fail);
  }

  private Feedback feedback(JsonObject json) {
    for (String key : json.fieldNames()) {
      if (!KEYS.contains(key)) {
        throw malformed("send prediction_id and label, and nothing else");
      }
    }
    String id = text(json, "prediction_id", Integer.MAX_VALUE);
    String label = text(json, "label", LABEL_LENGTH_MAX);
    PredictionToken token = tokens.read(id).orElseThrow(FeedbackHandler::unknown);
    List<String> known = version(token).labels();
    if (token.best() < 0 || token.best() >= known.size()) {
      throw unknown();
    }
    if (!known.contains(label)) {
      throw unknownLabel(token, label, known);
    }
    return new Feedback(
        id,
        source,
        token.model(),
        token.version(),
        token.image(),
        known.get(token.best()),
        label,
        clock.instant());
  }

  /** The version that answered. One that is gone knows its labels no more. */
  private VersionInfo version(PredictionToken token) {
    Catalog now = catalog.get();
    Optional<VersionInfo> version =
        now.model(token.model()).flatMap(model -> model.version(token.version()));
    if (!now.complete() || version.map(v -> v.state() == State.LOADING).orElse(false)) {
      throw new Problem(VERSION_NOT_READY, "the version is still loading", true).exception();
    }
    return version.orElseThrow(FeedbackHandler::unknown);
  }

  private Future<Feedback> keep(Feedback feedback) {
    return store
        .put(feedback)
        .map(feedback)
        .recover(
            cause -> {
              if (cause instanceof ProblemException problem
                  && problem.problem().code() == FEEDBACK_FULL) {
                return Future.failedFuture(cause);
              }
              log.warn("Feedback cannot be kept", cause);
              return Future.failedFuture(
                  new Problem(STORAGE_DOWN, "nothing was kept: say it again later", true)
                      .exception());
            });
  }

  private void pair(Feedback feedback) {
    if (!counts) {
      return;
    }
    String unit = tokens.unit(feedback.prediction());
    running
        .apply(feedback.model())
        .filter(experiment -> experiment.wantsLabel(feedback.image(), unit))
        .ifPresent(experiment -> labels.ask(experiment, feedback.image(), unit, feedback.label()));
  }

  private static void answer(RoutingContext context, Feedback feedback) {
    context
        .response()
        .setStatusCode(202)
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
        .end(
            new JsonObject()
                .put("prediction_id", feedback.prediction())
                .put("model", feedback.model())
                .put("version", feedback.version())
                .put("predicted", feedback.predicted())
                .put("label", feedback.label())
                .toBuffer());
  }

  private static String text(JsonObject json, String key, int lengthMax) {
    if (json.getValue(key) instanceof String text
        && !text.isEmpty()
        && text.length() <= lengthMax) {
      return text;
    }
    throw malformed(
        key
            + " must be a text"
            + (lengthMax == Integer.MAX_VALUE ? "" : " of 1 to " + lengthMax + " characters"));
  }

  private static ProblemException unknownLabel(
      PredictionToken token, String label, List<String> known) {
    List<String> near = Nearest.some(label, known, 3);
    return new Problem(
            UNKNOWN_LABEL,
            "version '%s' of '%s' has no label '%s'%s"
                .formatted(
                    token.version(),
                    token.model(),
                    label,
                    near.isEmpty() ? "" : "; near it: '" + String.join("', '", near) + "'"))
        .exception();
  }

  private static ProblemException malformed(String detail) {
    return new Problem(MALFORMED_REQUEST, detail).exception();
  }

  private static ProblemException unknown() {
    return new Problem(UNKNOWN_PREDICTION, "no answer has this prediction_id").exception();
  }
}
