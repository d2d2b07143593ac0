package dev.serin.gateway.error;

import java.util.Locale;

/** Every kind of problem that an answer can name. Codes are part of the HTTP interface. */
public enum ProblemCode {
  MALFORMED_REQUEST(400, "The request is malformed"),
  BAD_PARAMETER(400, "A parameter has a value that is not allowed"),
  EMPTY_BODY(400, "The request has no body"),
  NO_IMAGE(400, "The form has no part named image"),
  EMPTY_IMAGE(400, "An image has no bytes"),
  UNAUTHORIZED(401, "A valid bearer token is needed"),
  UNSIGNED_URL(403, "This address must be signed"),
  FORGED_URL(403, "The signature of this address is not valid"),
  EXPIRED_URL(403, "This address has expired"),
  NOT_FOUND(404, "There is nothing at this address"),
  UNKNOWN_MODEL(404, "There is no such model"),
  UNKNOWN_VERSION(404, "The model has no such version"),
  NO_CANARY(404, "The model has no canary"),
  UNKNOWN_IMAGE(404, "There is no such image"),
  UNKNOWN_PREDICTION(404, "There is no such prediction"),
  UNKNOWN_JOB(404, "There is no such job"),
  NO_ROLLOUT(404, "There is no such rollout"),
  METHOD_NOT_ALLOWED(405, "This address does not take that method"),
  HEAD_TOO_SLOW(408, "The request head took too long to arrive"),
  BODY_TOO_SLOW(408, "The body took too long to arrive"),
  ROLLOUT_RUNNING(409, "A rollout of the model is running"),
  ILLEGAL_COMMAND(409, "The rollout cannot take that command now"),
  UNPROVEN(409, "Nothing has proven the promotion harmless"),
  PRECONDITION_FAILED(412, "A precondition does not hold"),
  TOO_LARGE(413, "The request is too large"),
  URI_TOO_LONG(414, "The address is too long"),
  UNSUPPORTED_MEDIA_TYPE(415, "The body is of a type that is not read here"),
  UNSUPPORTED_FORMAT(415, "The file is in no image format that is read here"),
  RANGE_NOT_SATISFIABLE(416, "No part of that range is there"),
  UNDECODABLE(422, "The image is damaged"),
  TOO_MANY_PIXELS(422, "The image has too many pixels"),
  UNKNOWN_LABEL(422, "The version has no such label"),
  BAD_PLAN(422, "The plan of the rollout is not valid"),
  PLAN_UNDECIDABLE(422, "Today's traffic cannot decide the plan"),
  NO_SLOT(429, "Too many uploads at once"),
  TOO_MANY_STREAMS(429, "Too many event streams at once"),
  HEADERS_TOO_LARGE(431, "The request's headers are too large"),
  CANCELLED(499, "The client has gone"),
  INTERNAL(500, "Something went wrong on this side"),
  VERSION_NOT_READY(503, "The version cannot answer"),
  OVERLOADED(503, "Too much work is waiting"),
  FEEDBACK_FULL(503, "There is no room for more labels"),
  STORAGE_DOWN(503, "What must be kept cannot be kept now"),
  CLOSING(503, "The server is closing"),
  NO_WORKER(503, "No worker can be reached"),
  DEADLINE_EXCEEDED(504, "There was no answer in time");

  private final int status;
  private final String title;

  ProblemCode(int status, String title) {
    this.status = status;
    this.title = title;
  }

  /** HTTP status that goes with it. */
  public int status() {
    return status;
  }

  /** The same few words each time. */
  public String title() {
    return title;
  }

  /** What programs compare: lower case, words joined by hyphens. */
  public String code() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Identifies the kind of problem; not an address to visit. */
  public String type() {
    return "urn:serin:problem:" + code();
  }
}
