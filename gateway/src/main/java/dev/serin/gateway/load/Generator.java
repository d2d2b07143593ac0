package dev.serin.gateway.load;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Runs turns on one event loop. */
@SuppressWarnings("FutureReturnValueIgnored") // what fails shows as a closed connection
final class Generator implements AutoCloseable {
  /** How often a turn that waits for its last answers looks whether they are there. */
  private static final long LOOK_NS = 20_000_000;

  private static final long PROGRESS_MS = 1_000;

  private final EventLoopGroup group;
  private final EventLoop loop;
  private final Class<? extends Channel> type;
  private final List<HttpWire> wires = new ArrayList<>();

  Generator() {
    // Epoll's timers are exact to microseconds, those of Java's selector to milliseconds.
    boolean epoll = Epoll.isAvailable();
    IoHandlerFactory io = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    type = epoll ? EpollSocketChannel.class : NioSocketChannel.class;
    group = new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("serin-bench", true), io);
    loop = group.next();
  }

  HttpWire wire(Target target, Requests requests) {
    HttpWire wire = new HttpWire(loop, type, target, requests);
    wires.add(wire);
    return wire;
  }

  /**
   * Runs one turn to its end; blocks.
   *
   * @param progress told once a second
   */
  Tally run(
      Schedule schedule, int connections, long timeoutNs, Wire wire, Consumer<Glimpse> progress)
      throws InterruptedException {
    Tally tally = new Tally(schedule.endNs());
    Promise<Tally> over = loop.newPromise();
    loop.execute(
        () ->
            step(new Turn(schedule, connections, timeoutNs, wire, System::nanoTime, tally), over));
    while (!over.await(PROGRESS_MS)) {
      progress.accept(glimpse(tally));
    }
    return over.getNow();
  }

  private void step(Turn turn, Promise<Tally> over) {
    long next = turn.tick();
    if (turn.isOver()) {
      over.setSuccess(turn.tally());
    } else {
      loop.schedule(() -> step(turn, over), Math.min(next, LOOK_NS), TimeUnit.NANOSECONDS);
    }
  }

  private Glimpse glimpse(Tally tally) throws InterruptedException {
    try {
      return loop.submit(tally::glimpse).get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    loop.submit(() -> wires.forEach(HttpWire::close)).awaitUninterruptibly();
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
