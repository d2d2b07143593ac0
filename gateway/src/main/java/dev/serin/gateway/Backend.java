package dev.serin.gateway;

import dev.serin.worker.api.InferenceClient;
import io.vertx.core.Future;
import java.util.function.Supplier;

/**
 * What classifies. The real one is a worker in this process; tests bring their own.
 *
 * @param client may be used at once, and refuses what cannot be answered yet
 * @param started completes once all models have been tried, or fails where nothing can be served
 * @param close ends it
 */
record Backend(InferenceClient client, Future<?> started, Supplier<Future<Void>> close) {}
