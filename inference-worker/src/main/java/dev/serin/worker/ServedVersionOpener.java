package dev.serin.worker;

import dev.serin.worker.batch.Dispatcher;
import dev.serin.worker.model.LoadedVersion;
import dev.serin.worker.model.VersionOpener;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.LongSupplier;

/** Gives each loaded version its queue and its meters. */
record ServedVersionOpener(
    WorkerOptions options, Dispatcher dispatcher, MeterRegistry meters, LongSupplier nanoTime)
    implements VersionOpener<ServedVersion> {

  @Override
  public ServedVersion open(String model, String version, LoadedVersion loaded) {
    return new ServedVersion(model, version, loaded, options, dispatcher, meters, nanoTime);
  }

  @Override
  public void close(ServedVersion version) {
    version.close();
  }
}
