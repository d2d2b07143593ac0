package dev.serin.training.onnx;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A network as the exporter sees it: steps in the order of computation. Both kinds of DL4J network
 * become one.
 *
 * @param input name of the network's one input
 * @param steps the last one gives the output
 */
record NetworkPlan(String input, List<Step> steps) {

  static NetworkPlan of(Model network) {
    if (network instanceof MultiLayerNetwork sequential) {
      return of(sequential.getLayerWiseConfigurations());
    }
    if (network instanceof ComputationGraph graph) {
      return of(graph.getConfiguration());
    }
    throw new ExportException(
        "a "
            + network.getClass().getSimpleName()
            + " cannot be exported: no such network is known");
  }

  private static NetworkPlan of(MultiLayerConfiguration conf) {
    List<Step> steps = new ArrayList<>();
    String input = "network-input";
    String previous = input;
    for (int i = 0; i < conf.getConfs().size(); i++) {
      Layer layer = conf.getConf(i).getLayer();
      String name = layer.getLayerName() == null ? "layer" + i : layer.getLayerName();
      steps.add(new Step.OfLayer(name, List.of(previous), layer, conf.getInputPreProcess(i)));
      previous = name;
    }
    return new NetworkPlan(input, steps);
  }

  private static NetworkPlan of(ComputationGraphConfiguration conf) {
    if (conf.getNetworkInputs().size() != 1 || conf.getNetworkOutputs().size() != 1) {
      throw new ExportException(
          "the network has "
              + conf.getNetworkInputs().size()
              + " inputs and "
              + conf.getNetworkOutputs().size()
              + " outputs: one of each can be exported");
    }
    String input = conf.getNetworkInputs().get(0);
    String output = conf.getNetworkOutputs().get(0);
    List<Step> steps = new ArrayList<>();
    for (String name : order(conf)) {
      if (!name.equals(input)) {
        steps.add(step(conf, name));
      }
    }
    if (!steps.get(steps.size() - 1).name().equals(output)) {
      throw new ExportException(
          "part '" + output + "' is the output, but other parts come after it");
    }
    return new NetworkPlan(input, steps);
  }

  private static Step step(ComputationGraphConfiguration conf, String name) {
    List<String> inputs = conf.getVertexInputs().getOrDefault(name, List.of());
    GraphVertex vertex = conf.getVertices().get(name);
    if (vertex == null) {
      throw new ExportException("part '" + name + "' is in the order of the network, not in it");
    }
    return vertex instanceof LayerVertex layer
        ? new Step.OfLayer(name, inputs, layer.getLayerConf().getLayer(), layer.getPreProcessor())
        : new Step.OfVertex(name, inputs, vertex);
  }

  /** Inputs first; among parts that could come next, the one that was declared first. */
  private static List<String> order(ComputationGraphConfiguration conf) {
    List<String> waiting = new ArrayList<>(conf.getVertices().keySet());
    List<String> done = new ArrayList<>(conf.getNetworkInputs());
    while (!waiting.isEmpty()) {
      String next =
          waiting.stream()
              .filter(v -> done.containsAll(conf.getVertexInputs().getOrDefault(v, List.of())))
              .findFirst()
              .orElseThrow(() -> new ExportException("the network's parts form a circle"));
      waiting.remove(next);
      done.add(next);
    }
    return done;
  }

  /** The parameters of part {@code name} of {@code network}, by DL4J's names. */
  static Map<String, INDArray> parameters(Model network, Step step, int index) {
    org.deeplearning4j.nn.api.Layer layer =
        network instanceof MultiLayerNetwork sequential
            ? sequential.getLayer(index)
            : ((ComputationGraph) network).getLayer(step.name());
    return layer.paramTable();
  }
}
