package dev.serin.gateway;

import dev.serin.gateway.config.HttpConfig;
import io.vertx.core.http.HttpServerOptions;
import java.util.concurrent.TimeUnit;

/** What Vert.x is told about the public port. */
final class ServerOptions {
  private static final int CHUNK = 64 * 1024;

  private ServerOptions() {}

  static HttpServerOptions of(HttpConfig http) {
    return new HttpServerOptions()
        .setHost(http.host())
        // Vert.x gives instances one port each for 0, and the same free one for a negative number.
        .setPort(http.port() == 0 ? -1 : http.port())
        .setAcceptBacklog(http.backlog())
        .setTcpNoDelay(true)
        .setTcpKeepAlive(true)
        .setIdleTimeout((int) http.idleTimeout().toSeconds())
        .setIdleTimeoutUnit(TimeUnit.SECONDS)
        .setMaxInitialLineLength(http.requestLineSize())
        .setMaxHeaderSize(http.headerSize())
        // Vert.x hands a body over in pieces of 8 KiB unless told otherwise.
        .setMaxChunkSize(CHUNK)
        .setHttp2ClearTextEnabled(false)
        // There are no web sockets here, and each request would pass their handler.
        .setPerFrameWebSocketCompressionSupported(false)
        .setPerMessageWebSocketCompressionSupported(false)
        .setDecompressionSupported(false)
        .setCompressionSupported(false);
  }
}
