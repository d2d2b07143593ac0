package dev.serin.training.onnx;

import java.util.Map;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A layer to be exported.
 *
 * @param name unique in the network
 * @param layer its configuration
 * @param parameters its trained values, by DL4J's names
 * @param type what it reads, after its preprocessor
 * @param input the ONNX tensor it reads; an image is NCHW here, whatever the network's layout
 */
record LayerContext(
    String name, Layer layer, Map<String, INDArray> parameters, InputType type, String input) {

  INDArray parameter(String key) {
    INDArray value = parameters.get(key);
    if (value == null) {
      throw new ExportException("layer '" + name + "' has no parameter " + key);
    }
    return value;
  }

  /** Rows of the image that it reads. */
  long height() {
    return image().getHeight();
  }

  /** Columns of the image that it reads. */
  long width() {
    return image().getWidth();
  }

  private InputType.InputTypeConvolutional image() {
    if (type instanceof InputType.InputTypeConvolutional image) {
      return image;
    }
    throw new ExportException("layer '" + name + "' reads no image but " + type);
  }
}
