package dev.serin.gateway.jobs;

import io.vertx.core.buffer.Buffer;
import java.util.Map;

/** An answer as it will go out, whenever it is asked for. */
public record Reply(int status, Map<String, String> headers, Buffer body) {}
