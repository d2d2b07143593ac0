package dev.serin.training.tune;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Trains what a search asks for. */
public interface Trial extends AutoCloseable {

  /** Name of the file in a trial's folder that holds its configuration. */
  String CONFIG = "config.yaml";

  /**
   * How good a network is on the images kept out of training.
   *
   * @param loss mean cross-entropy, in nats
   * @param accuracy share classified as labelled, 0 to 1
   */
  record Outcome(double loss, double accuracy) {}

  /**
   * Looks at a configuration without training it.
   *
   * @param config the whole training configuration, which {@code folder} holds too
   * @throws TrialException where it cannot be trained; the message says why
   * @throws IOException where it cannot be read, or is not as it must be
   */
  void check(JsonNode config, Path folder) throws IOException;

  /**
   * Trains until {@code epochs} epochs are done in all, of as many as {@code config} has, and keeps
   * the network in {@code folder}. Goes on from there where an earlier call, even of another
   * process, has trained less of them.
   *
   * @return what was measured after the last one; nothing where the training was asked to stop
   * @throws TrialException where it came to nothing
   */
  Optional<Outcome> train(JsonNode config, Path folder, int epochs) throws IOException;

  /** The search is over, however it ended. */
  @Override
  default void close() {}
}
