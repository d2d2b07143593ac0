package dev.serin.worker.api;

/** What OpenTelemetry wants to be said of a message, for spans of the event bus. */
public final class MessageSpans {
  private MessageSpans() {}

  /** {@code span}, which is a message to {@code address} and the wait for its answer. */
  public static Span send(Span span, String address) {
    return message(span, address, "send");
  }

  /** {@code span}, which is the work for a message to {@code address}. */
  public static Span process(Span span, String address) {
    return message(span, address, "process");
  }

  private static Span message(Span span, String address, String operation) {
    return span.isRecorded()
        ? span.set("messaging.system", "vertx-eventbus")
            .set("messaging.operation.name", operation)
            .set("messaging.operation.type", operation)
            .set("messaging.destination.name", address)
        : span;
  }
}
