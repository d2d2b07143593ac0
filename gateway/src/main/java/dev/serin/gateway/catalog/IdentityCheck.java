package dev.serin.gateway.catalog;

import dev.serin.worker.api.Catalog;
import dev.serin.worker.api.Classification;
import dev.serin.worker.api.ClassifyRequest;
import dev.serin.worker.api.InferenceClient;
import dev.serin.worker.api.Load;
import dev.serin.worker.api.ModelInfo;
import dev.serin.worker.api.VersionInfo;
import dev.serin.worker.api.VersionInfo.State;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The workers, with only such versions ready whose name stands for the bytes that it has always
 * stood for. Results are immutable under a version's name, so other bytes under a served name are
 * refused, after a restart too. Workers know only what they have loaded; the record is here, so it
 * covers workers in this process and in others alike.
 *
 * <p>A version that is new is {@code loading} until its identity is on record. Where the record
 * cannot be reached it stays so and is tried again; what was checked before goes on.
 */
public final class IdentityCheck implements InferenceClient {
  private static final Logger log = LoggerFactory.getLogger(IdentityCheck.class);
  private static final Duration RETRY = Duration.ofSeconds(1);
  private static final int DIGITS_SHOWN = 12;

  /** Runs a task after a delay. */
  @FunctionalInterface
  public interface Later {
    void after(Duration delay, Runnable task);
  }

  private record Name(String model, String version) {}

  /** What the workers say, and what is made of it. */
  private record View(Catalog said, Catalog checked) {}

  private final InferenceClient workers;
  private final VersionIdentityStore store;
  private final Later later;
  private final InstantSource clock;
  private final Map<Name, VersionIdentity> recorded = new ConcurrentHashMap<>();
  private volatile View view = new View(Catalog.EMPTY, Catalog.EMPTY);

  /** The look-up under way, or waiting for its next try; null while none is needed. */
  private @Nullable Future<Void> lookup;

  /** One line in the log for each outage. */
  private volatile boolean failing;

  public IdentityCheck(
      InferenceClient workers, VersionIdentityStore store, Later later, InstantSource clock) {
    this.workers = workers;
    this.store = store;
    this.later = later;
    this.clock = clock;
  }

  @Override
  public Future<Classification> classify(ClassifyRequest request) {
    return workers.classify(request);
  }

  @Override
  public Load load() {
    return workers.load();
  }

  /** Asked several times by each request: as long as the workers say the same, it is at hand. */
  @Override
  public Catalog catalog() {
    Catalog said = workers.catalog();
    View now = view;
    return said.equals(now.said()) ? now.checked() : check(said);
  }

  /** Looks new versions up before anybody asks for them. */
  public void refresh() {
    Catalog unused = catalog();
  }

  /** Completes once the versions of the present catalog were looked up, or could not be. */
  public Future<Void> checked() {
    refresh();
    synchronized (this) {
      return lookup == null ? Future.succeededFuture() : lookup;
    }
  }

  private synchronized Catalog check(Catalog said) {
    Catalog checked =
        new Catalog(said.complete(), said.models().stream().map(this::checked).toList());
    view = new View(said, checked);
    if (lookup == null) {
      lookUp(said);
    }
    return checked;
  }

  private void lookUp(Catalog said) {
    List<VersionIdentity> unknown = unknown(said);
    if (!unknown.isEmpty()) {
      Promise<Void> done = Promise.promise();
      lookup = done.future();
      store
          .record(unknown)
          .onComplete(found -> remember(unknown, found), this::retry)
          .onComplete(any -> done.complete());
    }
  }

  private List<VersionIdentity> unknown(Catalog said) {
    List<VersionIdentity> unknown = new ArrayList<>();
    for (ModelInfo model : said.models()) {
      for (VersionInfo version : model.versions()) {
        String digest = version.digest();
        if (isReady(version)
            && digest != null
            && !recorded.containsKey(new Name(model.name(), version.version()))) {
          unknown.add(
              new VersionIdentity(model.name(), version.version(), digest, clock.instant()));
        }
      }
    }
    return unknown;
  }

  private void remember(List<VersionIdentity> seen, List<VersionIdentity> found) {
    failing = false;
    for (int i = 0; i < found.size(); i++) {
      VersionIdentity identity = found.get(i);
      recorded.put(new Name(identity.model(), identity.version()), identity);
      if (!identity.digest().equals(seen.get(i).digest())) {
        log.warn("{}/{} failed: {}", identity.model(), identity.version(), refusal(identity));
      }
    }
    again();
  }

  private void retry(Throwable cause) {
    if (!failing) {
      failing = true;
      log.warn("New versions are not served yet: their identity cannot be recorded", cause);
    }
    later.after(RETRY, this::again);
  }

  /** With what is known now; the workers may have said more meanwhile. */
  private synchronized void again() {
    lookup = null;
    Catalog unused = check(workers.catalog());
  }

  private ModelInfo checked(ModelInfo model) {
    return new ModelInfo(
        model.name(),
        model.stable(),
        model.versions().stream().map(version -> checked(model.name(), version)).toList());
  }

  private VersionInfo checked(String model, VersionInfo version) {
    if (!isReady(version) || version.digest() == null) {
      return version;
    }
    VersionIdentity identity = recorded.get(new Name(model, version.version()));
    if (identity == null) {
      return without(version, State.LOADING, null);
    }
    return identity.digest().equals(version.digest())
        ? version
        : without(version, State.FAILED, refusal(identity));
  }

  private static VersionInfo without(VersionInfo version, State state, @Nullable String reason) {
    return new VersionInfo(version.version(), state, reason, null, List.of(), null);
  }

  private static boolean isReady(VersionInfo version) {
    return version.state() == State.READY;
  }

  private static String refusal(VersionIdentity identity) {
    return "other bytes were served under this name before (digest %s..., since %s): use a new version name"
        .formatted(
            identity.digest().substring(0, Math.min(DIGITS_SHOWN, identity.digest().length())),
            LocalDate.ofInstant(identity.since(), ZoneOffset.UTC));
  }
}
