package dev.serin.training.net;

import java.util.List;
import java.util.function.UnaryOperator;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.nd4j.linalg.activations.Activation;

/**
 * The end of a network, from feature maps to a value a class.
 *
 * @param globalPool whether each feature map becomes its mean first
 * @param dense units of the dense layers before the output
 * @param dropout probability, 0 to below 1, that a value entering a dense layer or the output is
 *     dropped while training
 */
record HeadLayers(boolean globalPool, List<Integer> dense, double dropout) {

  static HeadLayers read(Keys keys, boolean globalPool) {
    return new HeadLayers(
        keys.flag("global-pool", globalPool),
        keys.integers("dense", 1, Limits.WIDTH, List.of()),
        keys.number("dropout", 0, 1, 0));
  }

  /**
   * @param names what a layer is called, given what it is
   */
  void addTo(Blueprint blueprint, UnaryOperator<String> names) {
    if (globalPool) {
      blueprint.globalPool(names.apply("pool"), PoolingType.AVG);
    }
    for (int i = 0; i < dense.size(); i++) {
      String name = names.apply(i == 0 ? "dense" : "dense" + (i + 1));
      blueprint.dropout(dropout).dense(name, dense.get(i), true, Activation.RELU);
    }
    blueprint.dropout(dropout).output(names.apply("output"));
  }
}
