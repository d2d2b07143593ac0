package dev.serin.gateway.hosts;

import dev.serin.gateway.hosts.Fleet.Node;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Requests at a steady rate, whatever becomes of them, each with an image that no other has. What
 * breaks without an answer is asked once more at another gateway, as a load balancer would do.
 */
final class Traffic implements AutoCloseable {
  private static final long SLOW_NS = 500_000_000;
  private static final long WARM_NS = 60_000_000_000L;

  /** Enough for all that may wait at one time. */
  private static final int THREADS = 128;

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(1))
          .build();
  private final long startNanos = System.nanoTime();
  private final long intervalNanos;
  private final Balancer balancer;
  private final long seed;
  private final AtomicInteger sent = new AtomicInteger();
  private final List<Thread> threads = new ArrayList<>();
  private final Queue<Outcome> outcomes = new ConcurrentLinkedQueue<>();
  private volatile boolean ends;

  /**
   * What became of one request.
   *
   * @param image its number
   * @param status 0 where there was no answer, by the second gateway either
   * @param retried whether the first gateway gave no answer
   * @param text of the answer, or what went wrong
   */
  record Outcome(
      int image,
      String gateway,
      long startNanos,
      long endNanos,
      int status,
      boolean retryAfter,
      boolean retried,
      String text) {
    boolean isAnswered() {
      return status == 200;
    }

    /** That nothing else was possible, said as it should be. */
    boolean isRefused() {
      return (status == 503 || status == 504) && retryAfter;
    }

    /** The predictions as they came. */
    String predictions() {
      return new JsonObject(text)
          .getJsonArray("results")
          .getJsonObject(0)
          .getJsonArray("predictions")
          .encode();
    }
  }

  /**
   * Starts at once.
   *
   * @param rate requests a second
   * @param seed of the images
   */
  Traffic(List<Node> gateways, int rate, long seed) {
    this.seed = seed;
    intervalNanos = 1_000_000_000L / rate;
    balancer = new Balancer(gateways);
    for (int i = 0; i < THREADS; i++) {
      Thread thread = new Thread(this::send, "traffic-" + i);
      thread.setDaemon(true);
      threads.add(thread);
      thread.start();
    }
  }

  /** The time of a request runs from when it was due, also where all threads were busy then. */
  private void send() {
    try {
      while (!ends) {
        int number = sent.incrementAndGet();
        byte[] image = Noise.image(seed, number);
        long due = startNanos + number * intervalNanos;
        for (long now = System.nanoTime(); now - due < 0 && !ends; now = System.nanoTime()) {
          LockSupport.parkNanos(due - now);
        }
        if (!ends) {
          outcomes.add(ask(number, due, image));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Outcome ask(int number, long due, byte[] image) throws InterruptedException {
    Node first = balancer.next();
    try {
      return outcome(number, first, due, false, post(first, image));
    } catch (IOException broken) {
      Node second = balancer.insteadOf(first);
      try {
        return outcome(number, second, due, true, post(second, image));
      } catch (IOException e) {
        String text = first + ": " + broken + ", " + second + ": " + e;
        return new Outcome(number, second.name(), due, System.nanoTime(), 0, false, true, text);
      }
    }
  }

  private HttpResponse<String> post(Node gateway, byte[] image)
      throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(gateway.address("/v1/models/" + Fleet.MODEL + "/classify"))
            .header("Content-Type", "image/png")
            .timeout(Duration.ofSeconds(20))
            .POST(BodyPublishers.ofByteArray(image))
            .build(),
        BodyHandlers.ofString());
  }

  private static Outcome outcome(
      int number, Node gateway, long start, boolean retried, HttpResponse<String> answer) {
    return new Outcome(
        number,
        gateway.name(),
        start,
        System.nanoTime(),
        answer.statusCode(),
        answer.headers().firstValue("Retry-After").isPresent(),
        retried,
        answer.body());
  }

  /** Waits until a second's worth of requests in a row was answered, none of them slowly. */
  void warm() {
    long end = System.nanoTime() + WARM_NS;
    while (!isWarm()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("the processes do not get warm");
      }
      LockSupport.parkNanos(100_000_000);
    }
  }

  private boolean isWarm() {
    long since = System.nanoTime() - SLOW_NS * 2;
    List<Outcome> latest = outcomes.stream().filter(o -> o.endNanos() >= since).toList();
    return latest.size() * intervalNanos >= SLOW_NS
        && latest.stream().allMatch(o -> o.isAnswered() && o.endNanos() - o.startNanos() < SLOW_NS);
  }

  /** Sends no more, waits for what is under way, and gives all. */
  List<Outcome> end() throws InterruptedException {
    ends = true;
    for (Thread thread : threads) {
      thread.join(60_000);
      if (thread.isAlive()) {
        throw new AssertionError("a request has no end");
      }
    }
    return List.copyOf(outcomes);
  }

  @Override
  public void close() {
    ends = true;
    threads.forEach(Thread::interrupt);
    balancer.close();
  }
}
