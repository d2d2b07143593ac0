package dev.serin.worker;

import dev.serin.worker.model.LoadedVersion;
import dev.serin.worker.model.VersionOpener;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives each loaded version its queues and its meters. */
record ServedVersionOpener(
    Tuned tuned,
    VersionQueues.Shared shared,
    LoadView load,
    String provider,
    MeterRegistry meters,
    LongSupplier nanoTime)
    implements VersionOpener<ServedVersion> {
  private static final Logger log = LoggerFactory.getLogger(ServedVersionOpener.class);

  @Override
  public ServedVersion open(String model, String version, LoadedVersion loaded) {
    if (loaded.remark() != null) {
      log.warn("{}/{}: {}", model, version, loaded.remark());
    }
    ServedVersion served =
        new ServedVersion(
            model,
            version,
            loaded,
            tuned.limits(model, loaded),
            shared,
            new RunSpans(model, version, provider),
            meters,
            nanoTime);
    load.opened(model, version, served.queues());
    return served;
  }

  @Override
  public void close(ServedVersion version) {
    load.closed(version.queues());
    version.close();
  }
}
