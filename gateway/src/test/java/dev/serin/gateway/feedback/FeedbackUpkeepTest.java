package dev.serin.gateway.feedback;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FeedbackUpkeepTest {
  private static final Instant NOW = Instant.parse("2026-11-23T16:00:00Z");
  private static final Instant BEFORE = NOW.minus(Duration.ofDays(2));

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final List<String> done = new ArrayList<>();
  private int old;
  private boolean owner = true;
  private Future<Void> counting = Future.succeededFuture();

  private final FeedbackUpkeep upkeep =
      new FeedbackUpkeep(new Store(), Duration.ofDays(2), () -> NOW, () -> owner, registry);

  @Test
  void turn_moreThanABatchIsOld_deletedInBatchesThenCounted() {
    old = 2 * FeedbackUpkeep.BATCH + 7;
    assertThat(upkeep.turn().succeeded()).isTrue();
    String batch = "prune " + FeedbackUpkeep.BATCH + " before " + BEFORE;
    assertThat(done).containsExactly(batch, batch, batch, "count");
    assertThat(registry.get("serin.feedback.pruned").counter().count())
        .isEqualTo(2 * FeedbackUpkeep.BATCH + 7);
  }

  @Test
  void turn_anotherGatewayDeletes_countsOnly() {
    owner = false;
    old = 1;
    upkeep.turn();
    assertThat(done).containsExactly("count");
  }

  @Test
  void turn_whileOneIsUnderWay_nothing() {
    Promise<Void> slow = Promise.promise();
    counting = slow.future();
    Future<Void> first = upkeep.turn();
    upkeep.turn();
    assertThat(done).hasSize(2);
    slow.complete();
    assertThat(first.succeeded()).isTrue();
    upkeep.turn();
    assertThat(done).hasSize(4);
  }

  @Test
  void turn_journalDown_triedAgainAtTheNext() {
    counting = Future.failedFuture("down");
    assertThat(upkeep.turn().succeeded()).isTrue();
    upkeep.turn();
    assertThat(done).hasSize(4);
  }

  private final class Store implements FeedbackStore {
    @Override
    public Future<Void> put(Feedback feedback) {
      throw new UnsupportedOperationException("nobody labels here");
    }

    @Override
    public Future<Void> recount() {
      done.add("count");
      return counting;
    }

    @Override
    public Future<Integer> prune(Instant before, int most) {
      done.add("prune " + most + " before " + before);
      int deleted = Math.min(old, most);
      old -= deleted;
      return Future.succeededFuture(deleted);
    }
  }
}
