package dev.serin.training.onnx;

import java.util.function.Supplier;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/**
 * Whether DL4J hands work to oneDNN, as Serin's training does. Its layers look that up when they
 * are made. Channels-last convolutions must not: their training there crashed the process.
 */
final class Helpers {
  private static final String DISABLE = "org.eclipse.deeplearning4j.helpers.disable";

  private Helpers() {}

  /** A network with its first weights. */
  static MultiLayerNetwork sequential(CNN2DFormat format, MultiLayerConfiguration configuration) {
    MultiLayerNetwork network = new MultiLayerNetwork(configuration);
    return created(
        format,
        () -> {
          network.init();
          return network;
        });
  }

  static <T> T created(CNN2DFormat format, Supplier<T> network) {
    String before = System.getProperty(DISABLE);
    System.setProperty(DISABLE, Boolean.toString(format == CNN2DFormat.NHWC));
    try {
      return network.get();
    } finally {
      if (before == null) {
        System.clearProperty(DISABLE);
      } else {
        System.setProperty(DISABLE, before);
      }
    }
  }
}
