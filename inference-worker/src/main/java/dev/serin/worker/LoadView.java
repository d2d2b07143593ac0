package dev.serin.worker;

import dev.serin.worker.api.Load;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The versions at work, for those who ask how busy they are. Thread-safe. */
final class LoadView {
  private record Key(String model, String version) {}

  private final Map<Key, VersionQueues> queues = new ConcurrentHashMap<>();
  private final Load load = new Load(this::delayNanos);

  Load load() {
    return load;
  }

  void opened(String model, String version, VersionQueues of) {
    queues.put(new Key(model, version), of);
  }

  void closed(VersionQueues gone) {
    queues.values().remove(gone);
  }

  private long delayNanos(String model, String version) {
    VersionQueues found = queues.get(new Key(model, version));
    return found == null ? 0 : found.delayNanos();
  }
}
