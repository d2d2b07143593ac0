package dev.serin.gateway.edge;

import dev.serin.gateway.admission.ClientAddress;
import dev.serin.gateway.admission.ConnectionTable;
import dev.serin.gateway.admission.TrackedConnection;
import dev.serin.gateway.admission.TrackedConnection.State;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.Channel;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerConnection;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;

/** Takes the connections of one port in: bounds them, and watches over what they send. */
public final class Edge {
  /**
   * How long a client may take.
   *
   * @param head a request head: from the opening of the connection, or from its first byte after an
   *     answer, to its end
   * @param body a request body, where the handlers of the port have no time-out of their own
   * @param linger what a connection may go on sending after it was refused, before it is closed
   */
  public record Times(Duration head, Optional<Duration> body, Duration linger) {}

  private final ConnectionTable table;
  private final Times times;
  private final Dropped dropped;

  /**
   * @param port what meters call it
   */
  public Edge(ConnectionTable table, Times times, MeterRegistry registry, String port) {
    this.table = table;
    this.times = times;
    this.dropped = new Dropped(registry, port);
  }

  /**
   * What is to be called for each new connection, on its event loop.
   *
   * @param options of the server
   */
  public Handler<HttpConnection> admitting(HttpServerOptions options) {
    return connection -> admit(connection, options);
  }

  private void admit(HttpConnection connection, HttpServerOptions options) {
    Channel channel = channel(connection);
    Optional<TrackedConnection> place =
        table.open(
            address(channel),
            state -> {
              dropped.count(state == State.IDLE ? Dropped.Reason.IDLE : Dropped.Reason.HALF_SENT);
              connection.close();
            });
    if (place.isEmpty()) {
      dropped.count(Dropped.Reason.REFUSED);
      connection.close();
    } else {
      channel.closeFuture().addListener(closed -> place.get().closed());
      ConnectionGuard.install(channel.pipeline(), options, place.get(), times, dropped);
    }
  }

  /** Who sent {@code request}. */
  public static ClientAddress address(HttpServerRequest request) {
    return address(channel(request.connection()));
  }

  /** Vert.x has no other way to a connection's pipeline. */
  private static Channel channel(HttpConnection connection) {
    return ((HttpServerConnection) connection).channelHandlerContext().channel();
  }

  private static ClientAddress address(Channel channel) {
    return channel.remoteAddress() instanceof InetSocketAddress remote
            && remote.getAddress() != null
        ? ClientAddress.of(remote.getAddress())
        : ClientAddress.UNKNOWN;
  }
}
