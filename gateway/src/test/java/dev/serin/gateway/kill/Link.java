package dev.serin.gateway.kill;

import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A network cable between a process and a server: it can be cut, and can go silent. */
final class Link implements AutoCloseable {
  private enum State {
    WHOLE,
    SILENT,
    CUT
  }

  private final Vertx vertx = Vertx.vertx();
  private final Set<NetSocket> sockets = ConcurrentHashMap.newKeySet();
  private final NetClient client =
      vertx.createNetClient(new NetClientOptions().setConnectTimeout(5_000));
  private final int target;
  private final NetServer server;
  private volatile State state = State.WHOLE;

  /**
   * @param target port of the server, on the loopback interface
   */
  Link(int target) {
    this.target = target;
    server = vertx.createNetServer().connectHandler(this::join).listen(0, "127.0.0.1").await();
  }

  /** Where the process finds the server. */
  int port() {
    return server.actualPort();
  }

  /** Ends all connections, and takes no new one. */
  void cut() {
    state = State.CUT;
    sockets.forEach(NetSocket::close);
  }

  /** Lets nothing through any more; connections stay. */
  void silence() {
    state = State.SILENT;
    sockets.forEach(NetSocket::pause);
  }

  /** Lets all through; what was held back comes now. */
  void heal() {
    state = State.WHOLE;
    sockets.forEach(NetSocket::resume);
  }

  private void join(NetSocket near) {
    if (state == State.CUT) {
      near.close();
      return;
    }
    near.pause();
    client
        .connect(target, "127.0.0.1")
        .onSuccess(far -> carry(near, far))
        .onFailure(away -> near.close());
  }

  private void carry(NetSocket near, NetSocket far) {
    carryOneWay(near, far);
    carryOneWay(far, near);
    if (state == State.WHOLE) {
      near.resume();
    } else {
      far.pause();
    }
    if (state == State.CUT) {
      near.close();
    }
  }

  private void carryOneWay(NetSocket from, NetSocket to) {
    sockets.add(from);
    from.handler(to::write);
    from.exceptionHandler(broken -> from.close());
    from.closeHandler(
        gone -> {
          sockets.remove(from);
          to.close();
        });
  }

  @Override
  public void close() {
    vertx.close().await();
  }
}
