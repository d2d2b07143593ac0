package dev.serin.training.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.graph.FrozenVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.SpaceToDepthLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping2D;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.jspecify.annotations.Nullable;

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
      steps.add(
          new Step.OfLayer(name, List.of(previous), thawed(layer), conf.getInputPreProcess(i)));
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
    GraphVertex thawed = vertex instanceof FrozenVertex frozen ? frozen.getUnderlying() : vertex;
    return thawed instanceof LayerVertex layer
        ? new Step.OfLayer(
            name, inputs, thawed(layer.getLayerConf().getLayer()), layer.getPreProcessor())
        : new Step.OfVertex(name, inputs, thawed);
  }

  /** The layer itself: that its parameters do not change in training is nothing to an export. */
  private static Layer thawed(Layer layer) {
    if (layer instanceof FrozenLayer frozen) {
      return thawed(frozen.getLayer());
    }
    return layer instanceof FrozenLayerWithBackprop frozen ? thawed(frozen.getUnderlying()) : layer;
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

  /**
   * What each part gives, the network's input included.
   *
   * @param inputShape as {@link OnnxExporter#export}
   * @throws ExportException where the shape is not one of images or features
   */
  Map<String, InputType> types(Model network, long... inputShape) {
    InputType read = inputType(inputShape);
    if (network instanceof ComputationGraph graph) {
      Map<String, InputType> types =
          new HashMap<>(graph.getConfiguration().getLayerActivationTypes(true, read));
      types.put(input, read);
      return types;
    }
    List<InputType> given =
        ((MultiLayerNetwork) network).getLayerWiseConfigurations().getLayerActivationTypes(read);
    Map<String, InputType> types = new HashMap<>(Map.of(input, read));
    for (int i = 0; i < given.size(); i++) {
      types.put(steps.get(i).name(), given.get(i));
    }
    return types;
  }

  private InputType inputType(long... shape) {
    if (shape.length == 1) {
      return InputType.feedForward(shape[0]);
    }
    if (shape.length != 3) {
      throw new ExportException(
          "an input has one dimension for features or three for an image, not " + shape.length);
    }
    return isNhwc()
        ? InputType.convolutional(shape[0], shape[1], shape[2], CNN2DFormat.NHWC)
        : InputType.convolutional(shape[1], shape[2], shape[0]);
  }

  /** Whether the network's images have their channels last: all of its layers say the same. */
  private boolean isNhwc() {
    return steps.stream().anyMatch(NetworkPlan::readsNhwc);
  }

  private static boolean readsNhwc(Step step) {
    return step instanceof Step.OfLayer of
        && (format(of.layer()) == CNN2DFormat.NHWC
            || (of.preprocessor() instanceof CnnToFeedForwardPreProcessor flattening
                && flattening.getFormat() == CNN2DFormat.NHWC));
  }

  private static @Nullable CNN2DFormat format(Layer layer) {
    if (layer instanceof ConvolutionLayer convolution) {
      return convolution.getCnn2dDataFormat();
    }
    if (layer instanceof SubsamplingLayer pooling) {
      return pooling.getCnn2dDataFormat();
    }
    if (layer instanceof BatchNormalization norm) {
      return norm.getCnn2DFormat();
    }
    if (layer instanceof GlobalPoolingLayer pooling) {
      return Arrays.equals(pooling.getPoolingDimensions(), new int[] {1, 2})
          ? CNN2DFormat.NHWC
          : CNN2DFormat.NCHW;
    }
    return resizingFormat(layer);
  }

  private static @Nullable CNN2DFormat resizingFormat(Layer layer) {
    if (layer instanceof LocalResponseNormalization norm) {
      return norm.getDataFormat();
    }
    if (layer instanceof Upsampling2D upsampling) {
      return upsampling.getFormat();
    }
    if (layer instanceof ZeroPaddingLayer padding) {
      return padding.getDataFormat();
    }
    if (layer instanceof Cropping2D cropping) {
      return cropping.getDataFormat();
    }
    return layer instanceof SpaceToDepthLayer deepening ? deepening.getDataFormat() : null;
  }

  /** The layer of {@code network} that is {@code step}, the {@code index}-th of its plan. */
  static org.deeplearning4j.nn.api.Layer layer(Model network, Step step, int index) {
    return network instanceof MultiLayerNetwork sequential
        ? sequential.getLayer(index)
        : ((ComputationGraph) network).getLayer(step.name());
  }
}
