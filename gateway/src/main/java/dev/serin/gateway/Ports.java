package dev.serin.gateway;

import io.vertx.core.Future;
import java.io.IOException;
import java.net.BindException;

/** Ports that cannot be had. */
final class Ports {
  private Ports() {}

  /** {@code cause}, in words that say what to do where the port is in use. */
  static <T> Future<T> notBound(String section, int port, Throwable cause) {
    return Future.failedFuture(
        isInUse(cause)
            ? new StartException(
                "Port %d is in use by another program: end that, or take another port with --set %s.port=PORT."
                    .formatted(port, section),
                cause)
            : cause);
  }

  /** Java's selector and Linux's own say it differently. */
  private static boolean isInUse(Throwable cause) {
    return cause instanceof BindException
        || (cause instanceof IOException
            && String.valueOf(cause.getMessage()).contains("Address already in use"));
  }
}
