package dev.serin.gateway.purge;

import dev.serin.gateway.config.PurgeConfig;
import dev.serin.gateway.purge.TargetQueue.Item;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells every cache in front what to forget, and knows what came of it. Thread-safe. */
public final class Purges {
  private static final Logger log = LoggerFactory.getLogger(Purges.class);

  /** The newest ones that are shown. */
  private static final int SHOWN_MAX = 100;

  private final List<TargetQueue> queues;
  private final HttpClient http;
  private final InstantSource clock;
  private final Later later;
  private final Deque<Sent> shown = new ArrayDeque<>();
  private long last;

  /** A purge and how it fares at each target. */
  record Sent(Purge purge, List<Item> items) {
    /** Completes once every target has done it or it was given up. */
    Future<Void> ended() {
      return Future.all(items.stream().map(Item::ended).toList()).mapEmpty();
    }
  }

  /**
   * @param random spreads attempts
   */
  public Purges(
      Vertx vertx,
      PurgeConfig config,
      InstantSource clock,
      RandomGenerator random,
      MeterRegistry meters) {
    this.clock = clock;
    this.later =
        (delay, task) -> vertx.setTimer(Math.max(1, delay.toMillis()), fired -> task.run());
    int millis = (int) config.timeout().toMillis();
    http =
        vertx.createHttpClient(
            new HttpClientOptions().setConnectTimeout(millis).setMetricsName("purge"),
            new PoolOptions().setHttp1MaxSize(8));
    Backoff backoff = new Backoff(random);
    queues =
        targets(config, new HookClient(http, config.secret(), config.timeout()))
            .map(
                target ->
                    new TargetQueue(
                        target,
                        config.queue(),
                        config.retry(),
                        backoff,
                        later,
                        System::nanoTime,
                        meters))
            .toList();
  }

  private static Stream<Target> targets(PurgeConfig config, HookClient client) {
    return Stream.of(
            config.http().stream().map(url -> (Target) new HttpTarget(client, url)),
            config.varnish().stream().map(url -> (Target) new VarnishTarget(client, url)),
            config.nginx().stream().map(url -> (Target) new NginxTarget(client, url)))
        .flatMap(targets -> targets);
  }

  /**
   * Sends a purge to every target.
   *
   * @param reason for people
   * @param keys surrogate keys
   * @param urls paths of the same that are known; more than a purge may have are left out
   */
  Sent send(String reason, Collection<String> keys, Collection<String> urls) {
    List<String> some = urls.stream().limit(Purge.URLS_MAX).toList();
    Sent sent;
    // One at a time, so that every target gets them in the same order.
    synchronized (this) {
      Purge purge =
          new Purge(
              ++last, clock.instant(), reason, List.copyOf(keys), some, urls.size() - some.size());
      sent = new Sent(purge, queues.stream().map(queue -> queue.add(purge)).toList());
      shown.addFirst(sent);
      if (shown.size() > SHOWN_MAX) {
        shown.removeLast();
      }
    }
    return sent;
  }

  void after(Duration delay, Runnable task) {
    later.after(delay, task);
  }

  /** Newest first. */
  synchronized List<Sent> newest() {
    return new ArrayList<>(shown);
  }

  /** Sends no more; what was not done is logged. A restart purges aborted versions again. */
  public Future<Void> close() {
    int undone = queues.stream().mapToInt(TargetQueue::close).sum();
    if (undone > 0) {
      log.warn(
          "{} purges are left undone; those of aborted versions are sent at the start", undone);
    }
    return http.close();
  }
}
