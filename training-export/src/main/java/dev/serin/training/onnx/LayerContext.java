package dev.serin.training.onnx;

import java.util.Map;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A layer to be exported.
 *
 * @param name unique in the network
 * @param layer its configuration
 * @param parameters its trained values, by DL4J's names
 * @param input the ONNX tensor it reads
 */
record LayerContext(String name, Layer layer, Map<String, INDArray> parameters, String input) {

  INDArray parameter(String key) {
    INDArray value = parameters.get(key);
    if (value == null) {
      throw new ExportException("layer '" + name + "' has no parameter " + key);
    }
    return value;
  }
}
