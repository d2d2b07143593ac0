package dev.serin.training.tune;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A training whose outcome is a formula; remembers what it was asked for. */
class FakeTrial implements Trial {
  final Map<Path, Integer> epochs = new HashMap<>();
  final List<JsonNode> checked = new ArrayList<>();
  int trained;
  int calls;
  int stopAtCall = Integer.MAX_VALUE;
  boolean closed;

  /** The best rate is 0.01, the best dropout 0.3; more epochs help all alike. */
  static double loss(JsonNode config, int epochs) {
    double rate = config.at("/training/learning-rate/peak").asDouble();
    double dropout = config.at("/network/dropout").asDouble();
    return Math.pow(Math.log10(rate) + 2, 2) + Math.pow(dropout - 0.3, 2) + 1.0 / epochs;
  }

  Outcome outcome(JsonNode config, int until) {
    double loss = loss(config, until);
    return new Outcome(loss, Math.exp(-loss));
  }

  @Override
  public void check(JsonNode config, Path folder) throws IOException {
    checked.add(config);
  }

  @Override
  public Optional<Outcome> train(JsonNode config, Path folder, int until) throws IOException {
    if (++calls >= stopAtCall) {
      return Optional.empty();
    }
    trained += until - epochs.getOrDefault(folder, 0);
    epochs.put(folder, until);
    return Optional.of(outcome(config, until));
  }

  @Override
  public void close() {
    closed = true;
  }
}
