package dev.serin.worker;

import dev.serin.worker.model.LoadedVersion;
import dev.serin.worker.model.VersionOpener;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.LongSupplier;

/** Gives each loaded version its queues and its meters. */
record ServedVersionOpener(
    Tuned tuned,
    VersionQueues.Shared shared,
    LoadView load,
    String provider,
    MeterRegistry meters,
    LongSupplier nanoTime)
    implements VersionOpener<ServedVersion> {

  @Override
  public ServedVersion open(String model, String version, LoadedVersion loaded) {
    ServedVersion served =
        new ServedVersion(
            model,
            version,
            loaded,
            tuned.limits(model, loaded.digest(), loaded.graph().fixedBatch()),
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
