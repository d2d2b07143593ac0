package dev.serin.training.net;

import java.util.List;
import org.deeplearning4j.nn.conf.layers.Layer;

/** A part of a network that is being planned. */
sealed interface Part {

  /** Unique in the network. */
  String name();

  /** A layer that reads what part {@code input} gives. */
  record OfLayer(String name, String input, Layer layer) implements Part {}

  /** The sum of what two parts give. */
  record Sum(String name, List<String> inputs) implements Part {}
}
