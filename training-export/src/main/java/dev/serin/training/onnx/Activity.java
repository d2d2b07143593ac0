package dev.serin.training.onnx;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What each part of a network gives for some inputs. Each part is computed by DL4J on its own copy
 * of what it reads: DL4J's own walk lets an activation layer write over the output of the part
 * before it. It is the network itself that computes: a clone of a graph forgets which axis its
 * merges are along.
 */
final class Activity {
  /** Stands for the network's answer as a whole. */
  static final String WHOLE = "the whole network";

  private static final LayerWorkspaceMgr PLAIN_MEMORY = LayerWorkspaceMgr.noWorkspaces();

  private Activity() {}

  /**
   * By the part's name; the last one before its softmax. {@link #WHOLE} is what DL4J's own walk
   * ends with. The network is as before when this returns; nobody else may use it until then.
   */
  static Map<String, float[]> of(Model network, float[] values, int n, long... inputShape) {
    INDArray input = Nd4j.createFromArray(values).reshape(batched(n, inputShape));
    BaseLayer end = (BaseLayer) end(network).conf().getLayer();
    IActivation softmax = end.getActivationFn();
    end.setActivationFn(new ActivationIdentity());
    try {
      return of(network, input, n);
    } finally {
      end.setActivationFn(softmax);
    }
  }

  private static Map<String, float[]> of(Model network, INDArray input, int n) {
    NetworkPlan plan = NetworkPlan.of(network);
    Map<String, INDArray> outputs = new HashMap<>();
    outputs.put(plan.input(), input);
    for (int i = 0; i < plan.steps().size(); i++) {
      Step step = plan.steps().get(i);
      List<INDArray> inputs = step.inputs().stream().map(from -> copy(outputs, from)).toList();
      outputs.put(step.name(), forward(network, step, i, inputs, n));
    }
    outputs.put(WHOLE, answer(network, input.dup('c')));
    Map<String, float[]> activity = new HashMap<>();
    outputs.forEach((name, output) -> activity.put(name, flat(output)));
    return activity;
  }

  static long[] batched(int n, long... shape) {
    long[] batched = new long[shape.length + 1];
    batched[0] = n;
    System.arraycopy(shape, 0, batched, 1, shape.length);
    return batched;
  }

  private static INDArray forward(
      Model network, Step step, int index, List<INDArray> inputs, int n) {
    if (step instanceof Step.OfLayer layer) {
      INDArray input = inputs.get(0);
      if (layer.preprocessor() != null) {
        input = layer.preprocessor().preProcess(input, n, PLAIN_MEMORY);
      }
      return NetworkPlan.layer(network, step, index).activate(input, false, PLAIN_MEMORY);
    }
    GraphVertex vertex = ((ComputationGraph) network).getVertex(step.name());
    for (int i = 0; i < inputs.size(); i++) {
      vertex.setInput(i, inputs.get(i), PLAIN_MEMORY);
    }
    return vertex.doForward(false, PLAIN_MEMORY);
  }

  private static INDArray copy(Map<String, INDArray> outputs, String step) {
    INDArray output = outputs.get(step);
    if (output == null) {
      throw new ExportException("part '" + step + "' is used before it is computed");
    }
    return output.dup('c');
  }

  private static INDArray answer(Model network, INDArray input) {
    return network instanceof ComputationGraph graph
        ? graph.outputSingle(input)
        : ((MultiLayerNetwork) network).output(input);
  }

  private static Layer end(Model network) {
    return network instanceof ComputationGraph graph
        ? graph.getOutputLayer(0)
        : ((MultiLayerNetwork) network).getOutputLayer();
  }

  private static float[] flat(INDArray array) {
    return array.dup('c').data().asFloat();
  }
}
