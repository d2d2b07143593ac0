package dev.serin.training.parallel;

import java.util.ServiceLoader;
import java.util.TreeSet;

/** Finds engines by name. */
public final class Engines {
  private static final String LOCAL = "local";
  private static final String PARALLEL = "parallel";
  private static final String SPARK = "spark";

  private final Iterable<EngineProvider> providers;

  /** The engines of the class path. */
  public Engines() {
    this(
        () ->
            ServiceLoader.load(EngineProvider.class, Engines.class.getClassLoader()).stream()
                .map(ServiceLoader.Provider::get)
                .iterator());
  }

  /** Those of {@code providers}, and the built-in ones whose names they do not take. */
  public Engines(Iterable<EngineProvider> providers) {
    this.providers = providers;
  }

  /**
   * @throws EngineException where there is no such engine, or it cannot start
   */
  public Engine open(EngineSettings settings) {
    TreeSet<String> names = new TreeSet<>();
    for (EngineProvider provider : providers) {
      if (provider.name().equals(settings.engine())) {
        return provider.open(settings);
      }
      names.add(provider.name());
    }
    return switch (settings.engine()) {
      case LOCAL -> new LocalEngine(settings.threads());
      case PARALLEL -> new ParallelEngine(settings);
      case SPARK ->
          throw new EngineException(
              "the engine 'spark' is not part of this build. `./serin train --engine spark` makes one"
                  + " that has it; by hand, `mvn -Pspark -DskipTests package` makes"
                  + " training-spark/target/training-spark.jar, which trains as this one does");
      default -> {
        names.add(LOCAL);
        names.add(PARALLEL);
        names.add(SPARK);
        throw new EngineException(
            "there is no engine '" + settings.engine() + "'; the engines are " + names);
      }
    };
  }
}
