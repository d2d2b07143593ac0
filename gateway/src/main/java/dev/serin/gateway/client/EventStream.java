package dev.serin.gateway.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The events of an answer under way. A server that is silent for too long counts as gone. */
final class EventStream implements AutoCloseable {
  private final Arrivals arrivals = new Arrivals();
  private final EventStreamParser parser = new EventStreamParser();
  private final Queue<ServerEvent> events = new ArrayDeque<>();

  EventStream(Flow.Publisher<List<ByteBuffer>> body) {
    body.subscribe(arrivals);
  }

  /**
   * The next event, or nothing at the end.
   *
   * @param silence how long nothing at all, not even a comment, may come
   * @throws IOException where the connection broke, or was silent for too long
   */
  Optional<ServerEvent> next(Duration silence) throws IOException, InterruptedException {
    while (events.isEmpty()) {
      Arrival arrival = arrivals.next(silence);
      if (arrival.end()) {
        return Optional.empty();
      }
      for (ByteBuffer buffer : arrival.buffers()) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        events.addAll(parser.read(bytes));
      }
    }
    return Optional.of(events.remove());
  }

  @Override
  public void close() {
    arrivals.cancel();
  }

  /** Bytes, the end, or a failure. */
  private record Arrival(List<ByteBuffer> buffers, boolean end, @Nullable Throwable failure) {}

  /**
   * Asks for one piece at a time, so that a slow reader slows the server, and keeps two at most.
   */
  private static final class Arrivals implements Flow.Subscriber<List<ByteBuffer>> {
    private final BlockingQueue<Arrival> queue = new ArrayBlockingQueue<>(2);
    private volatile Flow.@Nullable Subscription subscription;

    @Override
    public void onSubscribe(Flow.Subscription given) {
      subscription = given;
      given.request(1);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
      queue.add(new Arrival(buffers, false, null));
    }

    @Override
    public void onError(Throwable failure) {
      queue.add(new Arrival(List.of(), false, failure));
    }

    @Override
    public void onComplete() {
      queue.add(new Arrival(List.of(), true, null));
    }

    private Arrival next(Duration silence) throws IOException, InterruptedException {
      Arrival arrival = queue.poll(silence.toMillis(), TimeUnit.MILLISECONDS);
      if (arrival == null) {
        throw new IOException("nothing came for " + silence.toSeconds() + " s");
      }
      if (arrival.failure() != null) {
        throw new IOException(arrival.failure().getMessage(), arrival.failure());
      }
      Flow.Subscription current = subscription;
      if (current != null && !arrival.end()) {
        current.request(1);
      }
      return arrival;
    }

    private void cancel() {
      Flow.Subscription current = subscription;
      if (current != null) {
        current.cancel();
      }
    }
  }
}
