package dev.serin.training.spark;

import dev.serin.training.parallel.Engine;
import dev.serin.training.parallel.EngineProvider;
import dev.serin.training.parallel.EngineSettings;
import java.time.Duration;

/** Offers the engine {@code spark}. */
public final class SparkEngineProvider implements EngineProvider {

  @Override
  public String name() {
    return "spark";
  }

  @Override
  public Engine open(EngineSettings settings) {
    Cluster cluster = new Cluster(settings, System.getenv(), Duration.ofSeconds(60));
    return new SparkEngine(settings, cluster.connect());
  }
}
