package dev.serin.training.onnx;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration.ListBuilder;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.L2NormalizeVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.graph.ShiftVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.inputs.InputType.InputTypeConvolutional;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/** A network drawn from a seed, in a row or with branches, in either layout of images. */
final class RandomNetwork {
  private static final String INPUT = "pixels";

  private final RandomGenerator random;
  private final RandomLayers layers;
  private final CNN2DFormat format;
  private final int height;
  private final int width;
  private final int channels;

  RandomNetwork(long seed) {
    random = new SplittableRandom(seed);
    layers = new RandomLayers(random);
    format = layers.any(CNN2DFormat.values());
    height = 6 + random.nextInt(7);
    width = 6 + random.nextInt(7);
    channels = 1 + random.nextInt(3);
  }

  /** Of one input, in the network's own order. */
  long[] shape() {
    return format == CNN2DFormat.NCHW
        ? new long[] {channels, height, width}
        : new long[] {height, width, channels};
  }

  CNN2DFormat format() {
    return format;
  }

  Model create() {
    return random.nextBoolean() ? sequential() : graph();
  }

  private InputType input() {
    return InputType.convolutional(height, width, channels, format);
  }

  private Model sequential() {
    ListBuilder list = Networks.base().list();
    InputType type = input();
    int depth = 1 + random.nextInt(7);
    for (int i = 0; i < depth; i++) {
      Layer layer = i == 0 ? layers.first(type) : layers.behind(type);
      type = RandomLayers.output(layer, type).orElseThrow();
      list.layer(layer);
    }
    MultiLayerNetwork network =
        new MultiLayerNetwork(list.layer(Networks.output()).setInputType(input()).build());
    network.init();
    return network;
  }

  /** What a part of a graph gives. */
  private record Part(String name, InputType type) {
    boolean isLayer() {
      return name.startsWith("l");
    }
  }

  private Model graph() {
    GraphBuilder graph = Networks.base().graphBuilder().addInputs(INPUT).setInputTypes(input());
    List<Part> parts = new ArrayList<>(List.of(new Part(INPUT, input())));
    List<Part> unread = new ArrayList<>();
    int size = 3 + random.nextInt(7);
    for (int i = 0; i < size; i++) {
      Part from = parts.get(random.nextInt(Math.max(0, parts.size() - 3), parts.size()));
      Part added =
          random.nextInt(3) > 0 ? layer(graph, from, i) : vertex(graph, parts, unread, from, i);
      unread.remove(from);
      unread.add(added);
      parts.add(added);
    }
    return finished(graph, unread);
  }

  private Part layer(GraphBuilder graph, Part from, int index) {
    Layer layer =
        from.name().equals(INPUT) ? layers.first(from.type()) : layers.behind(from.type());
    Part added = new Part("l" + index, RandomLayers.output(layer, from.type()).orElseThrow());
    graph.addLayer(added.name(), layer, from.name());
    return added;
  }

  private Part vertex(
      GraphBuilder graph, List<Part> parts, List<Part> unread, Part from, int index) {
    List<Part> inputs = new ArrayList<>(List.of(from));
    GraphVertex vertex = drawn(parts, inputs);
    inputs.forEach(unread::remove);
    String name = "v" + index;
    String[] names = inputs.stream().map(Part::name).toArray(String[]::new);
    graph.addVertex(name, vertex, names);
    InputType[] types = inputs.stream().map(Part::type).toArray(InputType[]::new);
    return new Part(name, vertex.clone().getOutputType(0, types));
  }

  /** A vertex, and in {@code inputs} what it reads beside the first. */
  private GraphVertex drawn(List<Part> parts, List<Part> inputs) {
    InputType type = inputs.get(0).type();
    return switch (random.nextInt(6)) {
      case 0 -> new ScaleVertex(random.nextDouble() * 2 - 1);
      case 1 -> new ShiftVertex(random.nextDouble() * 2 - 1);
      case 2 -> new L2NormalizeVertex();
      case 3, 4 -> elementWise(parts, inputs);
      default -> {
        List<Part> mates = parts.stream().filter(p -> mergeable(p.type(), type)).toList();
        inputs.add(mates.get(random.nextInt(mates.size())));
        yield new MergeVertex();
      }
    };
  }

  /**
   * Of different parts, and a difference of layers only: what is left of x minus the mean of x and
   * x is rounding, in which no two libraries agree.
   */
  private GraphVertex elementWise(List<Part> parts, List<Part> inputs) {
    ElementWiseVertex.Op op = layers.any(ElementWiseVertex.Op.values());
    boolean difference = op == ElementWiseVertex.Op.Subtract;
    Part first = inputs.get(0);
    List<Part> alike =
        parts.stream()
            .filter(p -> p.type().equals(first.type()) && !p.equals(first))
            .filter(p -> !difference || (p.isLayer() && first.isLayer()))
            .toList();
    if (alike.isEmpty()) {
      return new ScaleVertex(0.5);
    }
    inputs.addAll(alike.subList(0, difference ? 1 : Math.min(2, alike.size())));
    return new ElementWiseVertex(op);
  }

  private static boolean mergeable(InputType one, InputType other) {
    if (one instanceof InputTypeConvolutional a && other instanceof InputTypeConvolutional b) {
      return a.getHeight() == b.getHeight()
          && a.getWidth() == b.getWidth()
          && a.getFormat() == b.getFormat();
    }
    return one.getType() == other.getType();
  }

  /** Whatever nothing reads yet becomes features, and all of them together the answer. */
  private Model finished(GraphBuilder graph, List<Part> unread) {
    List<String> ends = new ArrayList<>();
    for (Part part : unread) {
      if (part.type() instanceof InputTypeConvolutional) {
        graph.addLayer("end-" + part.name(), layers.toFeatures(), part.name());
        ends.add("end-" + part.name());
      } else {
        ends.add(part.name());
      }
    }
    String last = ends.get(0);
    if (ends.size() > 1) {
      last = "all";
      graph.addVertex(last, new MergeVertex(), ends.toArray(String[]::new));
    }
    graph.addLayer("answer", Networks.output(), last).setOutputs("answer");
    ComputationGraph network = new ComputationGraph(graph.build());
    network.init();
    return network;
  }
}
