package dev.serin.training.net;

import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;

/** Makes a network, a copy kept for asking, give logits. */
final class WithoutSoftmax {
  private WithoutSoftmax() {}

  static void of(Layer output) {
    if (output.conf().getLayer() instanceof BaseLayer layer
        && layer.getActivationFn() instanceof ActivationSoftmax) {
      layer.setActivationFn(new ActivationIdentity());
      return;
    }
    throw new IllegalArgumentException("the network does not end in a softmax layer");
  }
}
