package dev.serin.gateway.bench;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.internal.buffer.BufferInternal;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The least that a Vert.x server can do with an upload: no router, no hash, no queue, cache, file
 * or log. It reads the body, does what {@link BareLoop} does on two threads, and answers. What it
 * takes more than the loop, no server on Vert.x takes less.
 */
final class BareServer implements AutoCloseable {
  private static final int THREADS = 2;

  private final BareLoop loop;
  private final Vertx vertx;
  private final ExecutorService pool;
  private final Set<Long> threads = ConcurrentHashMap.newKeySet();
  private final HttpServer server;

  /**
   * @param loop what is done with each image; closed by the caller, later than this
   */
  BareServer(BareLoop loop) {
    this.loop = loop;
    vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
    pool = Executors.newFixedThreadPool(THREADS);
    server =
        vertx
            .createHttpServer()
            .requestHandler(this::handle)
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .join();
  }

  String address() {
    return "http://127.0.0.1:" + server.actualPort();
  }

  /** CPU time that its threads have taken, in milliseconds. */
  double cpuMillis() {
    ThreadMXBean all = ManagementFactory.getThreadMXBean();
    return threads.stream().mapToLong(all::getThreadCpuTime).sum() / 1e6;
  }

  private void handle(HttpServerRequest request) {
    threads.add(Thread.currentThread().getId());
    Context context = vertx.getOrCreateContext();
    int length = Integer.parseInt(request.getHeader("Content-Length"));
    ByteBuf file = PooledByteBufAllocator.DEFAULT.directBuffer(length, length);
    request.handler(chunk -> file.writeBytes(((BufferInternal) chunk).getByteBuf()));
    request.endHandler(
        end ->
            pool.execute(
                () -> {
                  threads.add(Thread.currentThread().getId());
                  int best = loop.best(file.nioBuffer());
                  context.runOnContext(
                      done -> {
                        file.release();
                        request.response().end("{\"best\":" + best + "}");
                      });
                }));
  }

  @Override
  public void close() {
    server.close().toCompletionStage().toCompletableFuture().join();
    pool.shutdown();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
