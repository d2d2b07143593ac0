package dev.serin.gateway.rollout.api;

import static dev.serin.gateway.error.ProblemCode.BAD_PARAMETER;
import static dev.serin.gateway.error.ProblemCode.BAD_PLAN;
import static dev.serin.gateway.error.ProblemCode.EMPTY_BODY;
import static dev.serin.gateway.error.ProblemCode.MALFORMED_REQUEST;
import static dev.serin.gateway.error.ProblemCode.UNSUPPORTED_MEDIA_TYPE;

import dev.serin.gateway.error.Problem;
import dev.serin.gateway.error.ProblemException;
import dev.serin.gateway.rollout.decision.Command;
import dev.serin.gateway.rollout.decision.Order;
import dev.serin.gateway.rollout.decision.RolloutPlan;
import dev.serin.gateway.rollout.plan.PlanException;
import dev.serin.gateway.rollout.plan.PlanReader;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;
import java.util.Set;
import java.util.function.ToIntFunction;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** What a request asks for. All throw the problem that the caller is told. */
final class Asked {
  private static final String SOMEBODY = "token";
  private static final Pattern ACTOR = Pattern.compile("[\\x20-\\x7e]{1,64}");

  /** No control or format characters: it stands in logs and in terminals. */
  private static final Pattern REASON =
      Pattern.compile("(?U)(?=.*\\S)[^\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Cs}]{1,500}");

  private static final Set<String> FORCE_KEYS = Set.of("force", "reason");
  private static final Set<String> PLAN_TYPES =
      Set.of("application/yaml", "application/x-yaml", "text/yaml", "application/json");

  private Asked() {}

  /** The plan in the body. */
  static RolloutPlan plan(
      RoutingContext context, UnaryOperator<String> stable, ToIntFunction<String> labels) {
    String type = String.valueOf(context.request().getHeader(HttpHeaders.CONTENT_TYPE));
    if (!PLAN_TYPES.contains(type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT))) {
      throw new Problem(UNSUPPORTED_MEDIA_TYPE, "send application/yaml or application/json")
          .exception();
    }
    String text = context.body().asString("UTF-8");
    if (text == null || text.isBlank()) {
      throw new Problem(EMPTY_BODY, "send a plan").exception();
    }
    try {
      return PlanReader.read(text, stable, labels);
    } catch (PlanException e) {
      throw new Problem(BAD_PLAN, String.valueOf(e.getMessage())).exception();
    }
  }

  /**
   * A command, with {@code {"force": true, "reason": "..."}} where a promotion is to go without
   * proof.
   */
  static Order order(RoutingContext context, Command command) {
    String actor = actor(context);
    Buffer body = context.body().buffer();
    return command != Command.PROMOTE || body == null || body.length() == 0
        ? new Order(command, actor)
        : new Order(command, actor, force(object(body)));
  }

  private static JsonObject object(Buffer body) {
    try {
      return new JsonObject(body);
    } catch (DecodeException | ClassCastException e) {
      throw new Problem(MALFORMED_REQUEST, "the body is no JSON object").exception();
    }
  }

  /** The reason, where force is wanted; else empty. */
  private static String force(JsonObject json) {
    for (String key : json.fieldNames()) {
      if (!FORCE_KEYS.contains(key)) {
        throw bad("send force and reason, and nothing else: found '" + key + "'");
      }
    }
    if (!(json.getValue("force", false) instanceof Boolean force)) {
      throw bad("force must be true or false");
    }
    Object reason = json.getValue("reason");
    if (!force && reason == null) {
      return "";
    }
    if (!force || !(reason instanceof String text) || !REASON.matcher(text).matches()) {
      throw bad(
          force
              ? "with force goes a reason of 1 to 500 printable characters in one line"
              : "a reason goes with \"force\": true, and with nothing else");
    }
    return text.strip();
  }

  private static ProblemException bad(String what) {
    return new Problem(BAD_PARAMETER, what).exception();
  }

  /** Who it is, for the audit. */
  static String actor(RoutingContext context) {
    String actor = context.request().getHeader("Serin-Actor");
    if (actor == null) {
      return SOMEBODY;
    }
    if (!ACTOR.matcher(actor).matches() || actor.isBlank()) {
      throw new Problem(BAD_PARAMETER, "Serin-Actor must have 1 to 64 printable characters")
          .exception();
    }
    return actor;
  }

  /** Number of the last event that the client has seen, 0 where it has seen none. */
  static long lastEvent(RoutingContext context) {
    String given = context.request().getHeader("Last-Event-ID");
    if (given == null) {
      return 0;
    }
    if (!given.matches("\\d{1,18}")) {
      throw new Problem(BAD_PARAMETER, "Last-Event-ID must be the number of an event").exception();
    }
    return Long.parseLong(given);
  }
}
