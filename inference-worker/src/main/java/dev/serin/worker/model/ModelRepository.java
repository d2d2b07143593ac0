package dev.serin.worker.model;

import dev.serin.worker.api.Catalog;
import dev.serin.worker.api.InferenceFailure;
import dev.serin.worker.api.InferenceFailure.Reason;
import dev.serin.worker.api.ModelInfo;
import dev.serin.worker.api.VersionInfo;
import dev.serin.worker.api.VersionInfo.State;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the versions of a folder loaded: new ones are loaded beside the others and join when they
 * have proven themselves, removed ones leave when their last request is done, and one that fails
 * disturbs nobody.
 *
 * <p>A folder {@code <model>/<version>} with a manifest is a version. Its bytes never change: other
 * bytes under a loaded version are refused, and what was loaded goes on. Which bytes a name stood
 * for before this process started is known to those who read the catalog: it has each digest.
 *
 * <p>{@link #scan} is for one thread at a time; everything else may be called from any thread.
 *
 * @param <V> a version at work
 */
public final class ModelRepository<V> {
  private static final Logger log = LoggerFactory.getLogger(ModelRepository.class);

  private final OwnModels folder;
  private final Provider provider;
  private final VersionLoader loader;
  private final VersionOpener<V> opener;
  private final Executor closer;
  private final Consumer<Catalog> listener;
  private final Map<VersionKey, Entry<V>> entries = new ConcurrentHashMap<>();

  private final StableVersions stable = new StableVersions();

  /**
   * Versions that are gone from the folder, with requests under way: their names are still taken.
   */
  private final Set<VersionKey> leaving = ConcurrentHashMap.newKeySet();

  private volatile Catalog catalog = Catalog.EMPTY;

  /**
   * @param root folder with a folder for each model
   * @param provider where its graphs run; models that are for another one are left out
   * @param closer runs the closing of versions
   * @param listener is told of each new catalog, on the scanning thread
   */
  public ModelRepository(
      Path root,
      Provider provider,
      VersionLoader loader,
      VersionOpener<V> opener,
      Executor closer,
      Consumer<Catalog> listener) {
    this.folder = new OwnModels(root, provider);
    this.provider = provider;
    this.loader = loader;
    this.opener = opener;
    this.closer = closer;
    this.listener = listener;
  }

  /**
   * Brings the repository up to date with its folder. At the first call every version is loaded;
   * later a new one waits until its files have rested from one call to the next.
   *
   * @throws IOException if the folder cannot be read; nothing has changed then
   */
  public void scan() throws IOException {
    Map<VersionKey, Path> found = new TreeMap<>(inOrder());
    List<ModelFolder> models = folder.list();
    Set<String> unreadable = new HashSet<>();
    for (ModelFolder model : models) {
      try {
        for (Path folder : model.versions()) {
          found.put(new VersionKey(model.name(), folder.getFileName().toString()), folder);
        }
      } catch (IOException e) {
        unreadable.add(model.name());
        log.warn("the folder of model {} cannot be read; what is loaded goes on", model.name(), e);
      }
    }
    Set<VersionKey> gone = new HashSet<>(entries.keySet());
    gone.removeAll(found.keySet());
    gone.removeIf(key -> unreadable.contains(key.model()));
    gone.forEach(
        key -> {
          log.info("{} is gone from the folder", key);
          remove(key);
        });
    found.forEach(this::visit);
    for (ModelFolder model : models) {
      stable.choose(model, versionsOf(model.name()));
    }
    publish(new Catalog(true, modelInfos(models)));
  }

  /** The latest catalog. */
  public Catalog catalog() {
    return catalog;
  }

  /**
   * The right to use a version that is ready.
   *
   * @throws InferenceFailure if there is no such version, or it is not ready
   */
  public Lease<V> lease(String model, String version) {
    Entry<V> entry = entries.get(new VersionKey(model, version));
    if (entry != null && entry.shared() != null) {
      Optional<Lease<V>> lease = entry.shared().lease();
      if (lease.isPresent()) {
        return lease.get();
      }
    } else if (entry != null) {
      throw new InferenceFailure(
          Reason.VERSION_NOT_READY,
          "version '%s' of model '%s' is %s"
              .formatted(
                  version, model, entry.info().state() == State.LOADING ? "loading" : "failed"));
    }
    throw catalog.model(model).isPresent()
        ? new InferenceFailure(
            Reason.UNKNOWN_VERSION, "model '%s' has no version '%s'".formatted(model, version))
        : new InferenceFailure(Reason.UNKNOWN_MODEL, "there is no model '%s'".formatted(model));
  }

  /** Lets go of every version. Not to be called while {@link #scan} runs. */
  public void close() {
    Set.copyOf(entries.keySet()).forEach(this::remove);
  }

  private void visit(VersionKey key, Path folder) {
    Entry<V> entry = entries.get(key);
    try {
      String fingerprint = new VersionFolder(folder).fingerprint();
      if (leaving.contains(key)) {
        entries.put(key, Entry.loading(key.version(), fingerprint));
      } else if (entry == null && catalog.complete()) {
        entries.put(key, Entry.loading(key.version(), fingerprint));
      } else if (entry == null) {
        load(key, folder, fingerprint);
      } else if (entry.info().state() == State.LOADING && fingerprint.equals(entry.fingerprint())) {
        load(key, folder, fingerprint);
      } else if (!fingerprint.equals(entry.fingerprint())) {
        changed(key, folder, fingerprint, entry);
      }
    } catch (IOException e) {
      // Most likely removed while it was looked at: the next scan knows.
      log.debug("{} cannot be looked at", key, e);
    }
  }

  private void changed(VersionKey key, Path folder, String fingerprint, Entry<V> entry) {
    if (entry.info().state() != State.READY) {
      entries.put(key, Entry.loading(key.version(), fingerprint));
      return;
    }
    String remark =
        sameBytes(folder, entry)
            ? null
            : "its files changed on disk; refused: a "
                + "version's bytes never change, use a new version name. What was loaded still serves";
    entries.put(key, entry.seen(fingerprint, remark));
    if (remark != null) {
      log.warn("{}: {}", key, remark);
    }
  }

  private boolean sameBytes(Path folder, Entry<V> entry) {
    try {
      return loader.digest(folder).equals(entry.info().digest());
    } catch (IOException e) {
      return false;
    }
  }

  private void load(VersionKey key, Path folder, String fingerprint) {
    long start = System.nanoTime();
    try {
      requirePlain(key);
      LoadedVersion loaded = loader.load(folder);
      V version = open(key, loaded);
      Shared<V> shared = new Shared<>(version, () -> closer.execute(() -> close(key, version)));
      entries.put(key, Entry.ready(key.version(), fingerprint, loaded, provider, shared));
      log.info("{} is ready after {} ms", key, (System.nanoTime() - start) / 1_000_000);
    } catch (InvalidFileException e) {
      fail(key, fingerprint, String.valueOf(e.getMessage()));
      log.warn("{} failed: {}", key, e.getMessage());
    } catch (IOException | RuntimeException | OutOfMemoryError e) {
      fail(key, fingerprint, "it cannot be loaded; the log says why");
      log.warn("{} failed", key, e);
    }
  }

  private V open(VersionKey key, LoadedVersion loaded) {
    try {
      return opener.open(key.model(), key.version(), loaded);
    } catch (RuntimeException e) {
      loaded.close();
      throw e;
    }
  }

  private void fail(VersionKey key, String fingerprint, String reason) {
    entries.put(key, Entry.failed(key.version(), fingerprint, reason));
  }

  private static void requirePlain(VersionKey key) throws InvalidFileException {
    if (!Names.isPlain(key.model()) || !Names.isPlain(key.version())) {
      throw new InvalidFileException(
          "'" + key + "' is not a name: 1 to 64 letters, digits, dots, underscores and dashes");
    }
  }

  private void remove(VersionKey key) {
    Entry<V> entry = entries.remove(key);
    if (entry != null && entry.shared() != null) {
      leaving.add(key);
      entry.shared().release();
    }
  }

  private void close(VersionKey key, V version) {
    try {
      opener.close(version);
    } finally {
      leaving.remove(key);
    }
  }

  private List<ModelInfo> modelInfos(List<ModelFolder> models) {
    List<ModelInfo> infos = new ArrayList<>();
    for (ModelFolder model : models) {
      List<VersionInfo> versions = versionsOf(model.name());
      if (!versions.isEmpty()) {
        infos.add(new ModelInfo(model.name(), stable.of(model.name()), versions));
      }
    }
    return infos;
  }

  private List<VersionInfo> versionsOf(String model) {
    return entries.entrySet().stream()
        .filter(e -> e.getKey().model().equals(model))
        .map(e -> e.getValue().info())
        .sorted(Comparator.comparing(VersionInfo::version, Names.NATURAL))
        .toList();
  }

  private void publish(Catalog latest) {
    if (!Objects.equals(latest, catalog)) {
      catalog = latest;
      listener.accept(latest);
    }
  }

  private static Comparator<VersionKey> inOrder() {
    return Comparator.comparing(VersionKey::model)
        .thenComparing(VersionKey::version, Names.NATURAL);
  }
}
