package dev.serin.training.onnx;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** What each part of a network gives for some inputs. */
final class Activity {
  private Activity() {}

  /** By the part's name; the last one before its softmax. The network stays as it is. */
  static Map<String, float[]> of(Model network, float[] values, int n, long... inputShape) {
    // A copy each time: DL4J may change what it is given.
    INDArray input = Nd4j.createFromArray(values).reshape(batched(n, inputShape)).dup('c');
    Map<String, float[]> activity = new HashMap<>();
    if (network instanceof ComputationGraph graph) {
      ComputationGraph copy = graph.clone();
      withoutSoftmax(copy.getOutputLayer(0));
      copy.feedForward(new INDArray[] {input}, false)
          .forEach((name, output) -> activity.put(name, flat(output)));
      return activity;
    }
    MultiLayerNetwork copy = ((MultiLayerNetwork) network).clone();
    withoutSoftmax(copy.getOutputLayer());
    List<INDArray> outputs = copy.feedForward(input, false);
    List<Step> steps = NetworkPlan.of(network).steps();
    for (int i = 0; i < steps.size(); i++) {
      activity.put(steps.get(i).name(), flat(outputs.get(i + 1)));
    }
    return activity;
  }

  static long[] batched(int n, long... shape) {
    long[] batched = new long[shape.length + 1];
    batched[0] = n;
    System.arraycopy(shape, 0, batched, 1, shape.length);
    return batched;
  }

  private static void withoutSoftmax(Layer output) {
    if (output.conf().getLayer() instanceof BaseLayer layer) {
      layer.setActivationFn(new ActivationIdentity());
    }
  }

  private static float[] flat(INDArray array) {
    return array.dup('c').data().asFloat();
  }
}
