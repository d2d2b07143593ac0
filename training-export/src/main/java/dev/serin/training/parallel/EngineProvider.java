package dev.serin.training.parallel;

/** Offers an engine that is not always built; found by {@link java.util.ServiceLoader}. */
public interface EngineProvider {

  /** What {@link EngineSettings#engine()} calls it. */
  String name();

  /**
   * @throws EngineException where the engine cannot start
   */
  Engine open(EngineSettings settings);
}
