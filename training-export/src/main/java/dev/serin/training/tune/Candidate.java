package dev.serin.training.tune;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/**
 * Settings that are tried.
 *
 * @param number of the trial, 1 first
 * @param values by the paths of their keys
 */
record Candidate(int number, Map<String, JsonNode> values) {
  /** A new one is drawn so often before the space counts as used up. */
  private static final int DRAWS = 1000;

  /**
   * Random candidates, no two of the same values. The first ones do not depend on how many there
   * are.
   *
   * @throws TuneException where there are not as many
   */
  static List<Candidate> draw(TuneConfig config) {
    SplittableRandom random = new SplittableRandom(config.seed());
    Set<Map<String, JsonNode>> seen = new HashSet<>();
    List<Candidate> candidates = new ArrayList<>();
    for (int draws = 0; candidates.size() < config.trials(); draws++) {
      Map<String, JsonNode> values = new LinkedHashMap<>();
      config.parameters().forEach((path, range) -> values.put(path, range.draw(random)));
      if (seen.add(values)) {
        candidates.add(new Candidate(candidates.size() + 1, values));
        draws = 0;
      } else if (draws > DRAWS) {
        throw new TuneException(
            "the parameters have only "
                + candidates.size()
                + " different values in all; trials must not be more than that");
      }
    }
    return candidates;
  }

  /**
   * {@code base} with these values, to be trained for {@code epochs} epochs.
   *
   * @throws TuneException where {@code base} has no place for one
   */
  ObjectNode applyTo(JsonNode base, int epochs) {
    if (!(base.deepCopy() instanceof ObjectNode config)) {
      throw new TuneException("the training configuration is no group of keys");
    }
    values.forEach((path, value) -> set(config, path, value));
    if (config.get("training") instanceof ObjectNode training) {
      training.put("epochs", epochs);
      return config;
    }
    throw new TuneException("the training configuration has no training section");
  }

  /** The values, for people. */
  String text() {
    return values.entrySet().stream()
        .map(e -> e.getKey() + "=" + e.getValue())
        .collect(Collectors.joining("  "));
  }

  private static void set(ObjectNode config, String path, JsonNode value) {
    String[] keys = path.split("\\.");
    ObjectNode group = config;
    for (int i = 0; i + 1 < keys.length; i++) {
      if (!(group.get(keys[i]) instanceof ObjectNode inner)) {
        throw new TuneException(
            "parameters: there is no '"
                + keys[i]
                + "' in the training configuration for '"
                + path
                + "'");
      }
      group = inner;
    }
    group.set(keys[keys.length - 1], value);
  }
}
