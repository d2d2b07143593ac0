package dev.serin.training.net;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Layers as the configuration lists them; the output comes after the last one.
 *
 * @param line of the section
 */
record Custom(int line, List<Entry> layers) implements Architecture {

  /**
   * @param line of the configuration
   * @param number its place, such as 3, or 3.1 for the first layer inside the third
   * @param kind as the configuration calls it
   */
  record Entry(int line, String number, String kind, CustomLayer layer) {}

  static Custom read(Keys keys) {
    return new Custom(keys.line(), CustomReader.layers(keys.list("layers"), ""));
  }

  @Override
  public String name() {
    return "custom";
  }

  @Override
  public void addTo(Blueprint blueprint) {
    addTo(blueprint, layers, "");
    blueprint.at(new Blueprint.Place(line, "output of network")).output("output");
  }

  /** Adds layers, called by their kind and how many of the kind were there before. */
  static void addTo(Blueprint blueprint, List<Entry> layers, String prefix) {
    Map<String, Integer> used = new HashMap<>();
    for (Entry entry : layers) {
      int number = used.merge(entry.kind(), 1, Integer::sum);
      blueprint.at(
          new Blueprint.Place(entry.line(), "layer " + entry.number() + " (" + entry.kind() + ")"));
      entry.layer().addTo(blueprint, prefix + entry.kind() + number);
    }
  }
}
