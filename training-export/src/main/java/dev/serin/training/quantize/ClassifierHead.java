package dev.serin.training.quantize;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Makes a dense layer of a 1x1 convolution over one pixel, as networks for phones end in. A
 * quantised convolution must round its answers to 8 bits, a quantised dense layer need not: its
 * logits stay float32.
 */
final class ClassifierHead {
  private ClassifierHead() {}

  static void apply(EditableGraph graph) {
    for (Node flatten : List.copyOf(graph.nodes())) {
      Node convolution = graph.producer(flatten.input(0));
      if (flatten.is("Flatten")
          && flatten.integer("axis", 1) == 1
          && convolution != null
          && convolution.is("Conv")
          && graph.onlyConsumer(convolution.output()) == flatten
          && readsOnePixel(graph, convolution)) {
        WeightedLayer layer = WeightedLayer.of(graph, convolution);
        if (layer != null && layer.groups() == 1 && layer.shape()[2] * layer.shape()[3] == 1) {
          replace(graph, convolution, flatten, layer);
        }
      }
    }
  }

  private static boolean readsOnePixel(EditableGraph graph, Node convolution) {
    Node before = graph.producer(convolution.input(0));
    long[] pads = convolution.integers("pads");
    boolean padded = pads != null && Arrays.stream(pads).anyMatch(p -> p != 0);
    return before != null && before.is("GlobalAveragePool") && !padded;
  }

  private static void replace(
      EditableGraph graph, Node convolution, Node flatten, WeightedLayer layer) {
    String name = flatten.output();
    String flat = name + "/flat";
    List<String> inputs = new ArrayList<>(List.of(flat));
    inputs.add(
        graph.add(
            Tensors.ofFloats(
                name + "/W",
                layer.weights(),
                layer.outputs(),
                layer.weights().length / layer.outputs())));
    if (layer.bias().length > 0) {
      inputs.add(graph.add(Tensors.ofFloats(name + "/b", layer.bias(), layer.bias().length)));
    }
    graph.replace(convolution, List.of());
    graph.replace(
        flatten,
        List.of(
            new Node("Flatten", List.of(convolution.input(0)), flat, Node.attribute("axis", 1)),
            new Node("Gemm", inputs, name, Node.attribute("transB", 1))));
  }
}
