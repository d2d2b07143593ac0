package dev.serin.gateway.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serin.worker.api.Catalog;
import dev.serin.worker.api.Classification;
import dev.serin.worker.api.ClassifyRequest;
import dev.serin.worker.api.InferenceClient;
import dev.serin.worker.api.ModelInfo;
import dev.serin.worker.api.VersionInfo;
import dev.serin.worker.api.VersionInfo.State;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What callers see of a version while its identity is looked up, and while it cannot be. */
final class IdentityCheckTest {
  private static final String ONE = "1".repeat(64);
  private static final String TWO = "2".repeat(64);
  private static final Instant NOW = Instant.parse("2026-12-01T00:00:00Z");

  private final Workers workers = new Workers();
  private final Journal store = new Journal();
  private final Deque<Runnable> later = new ArrayDeque<>();
  private final IdentityCheck check =
      new IdentityCheck(workers, store, (delay, task) -> later.add(task), InstantSource.fixed(NOW));

  @Test
  void catalog_recordUnderWay_isLoadingUntilItIsThere() {
    workers.serve(version("1", ONE));
    store.held = Promise.promise();
    Future<Void> checked = check.checked();
    assertThat(state("1")).isEqualTo(State.LOADING);
    assertThat(seen("1").digest()).as("nobody makes an address of it").isNull();
    assertThat(checked.isComplete()).isFalse();
    store.held.complete();
    assertThat(checked.succeeded()).isTrue();
    assertThat(state("1")).isEqualTo(State.READY);
    assertThat(seen("1").digest()).isEqualTo(ONE);
  }

  @Test
  void catalog_recordAway_newVersionWaitsAndCheckedOnesGoOn() {
    workers.serve(version("1", ONE));
    assertThat(check.checked().succeeded()).isTrue();
    store.away = true;
    workers.serve(version("1", ONE), version("2", TWO));
    assertThat(check.checked().isComplete()).as("a start does not wait for it").isTrue();
    assertThat(state("1")).isEqualTo(State.READY);
    assertThat(state("2")).isEqualTo(State.LOADING);
    later.remove().run();
    assertThat(state("2")).isEqualTo(State.LOADING);
    store.away = false;
    later.remove().run();
    assertThat(state("2")).isEqualTo(State.READY);
    assertThat(later).as("nothing is tried any more").isEmpty();
  }

  @Test
  void catalog_otherBytesOnRecord_areRefusedUntilTheOldOnesAreBack() {
    store.put(new VersionIdentity("m", "1", ONE, Instant.parse("2026-11-30T12:00:00Z")));
    workers.serve(version("1", TWO), version("2", TWO));
    assertThat(check.checked().succeeded()).isTrue();
    assertThat(seen("1").state()).isEqualTo(State.FAILED);
    assertThat(seen("1").reason())
        .isEqualTo(
            "other bytes were served under this name before (digest 111111111111..., since"
                + " 2026-11-30): use a new version name");
    assertThat(state("2")).as("the same bytes under another name").isEqualTo(State.READY);
    workers.serve(version("1", ONE));
    assertThat(state("1")).isEqualTo(State.READY);
    assertThat(store.asked).as("look-ups: what is known is not asked again").isEqualTo(1);
  }

  private State state(String version) {
    return seen(version).state();
  }

  private VersionInfo seen(String version) {
    return check.catalog().model("m").orElseThrow().version(version).orElseThrow();
  }

  private static VersionInfo version(String name, String digest) {
    return new VersionInfo(name, State.READY, null, digest, List.of("red", "green"), null);
  }

  /** Serve one model. */
  private static final class Workers implements InferenceClient {
    private Catalog catalog = Catalog.EMPTY;

    void serve(VersionInfo... versions) {
      catalog = new Catalog(true, List.of(new ModelInfo("m", "1", List.of(versions))));
    }

    @Override
    public Future<Classification> classify(ClassifyRequest request) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Catalog catalog() {
      return catalog;
    }
  }

  /** A journal that answers at once, late or not at all. */
  private static final class Journal implements VersionIdentityStore {
    private final Map<String, VersionIdentity> kept = new HashMap<>();
    private Promise<Void> held = Promise.promise();
    private boolean away;
    private int asked;

    private Journal() {
      held.complete();
    }

    void put(VersionIdentity identity) {
      kept.put(identity.model() + '/' + identity.version(), identity);
    }

    @Override
    public Future<List<VersionIdentity>> record(List<VersionIdentity> seen) {
      asked++;
      if (away) {
        return Future.failedFuture("the database does not answer");
      }
      List<VersionIdentity> found = new ArrayList<>();
      for (VersionIdentity one : seen) {
        kept.putIfAbsent(one.model() + '/' + one.version(), one);
        found.add(kept.get(one.model() + '/' + one.version()));
      }
      return held.future().map(found);
    }
  }
}
