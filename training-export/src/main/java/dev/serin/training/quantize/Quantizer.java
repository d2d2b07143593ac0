package dev.serin.training.quantize;

import dev.serin.training.onnx.ExportException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Makes 8-bit integers of a trained network's numbers: weights int8 with a scale for each output,
 * activations 8 bits with a scale for each tensor, taken from what they are on images (static
 * post-training quantisation, as in Jacob et al., Quantization and Training of Neural Networks for
 * Efficient Integer-Arithmetic-Only Inference, 2018). The same arguments give the same bytes.
 */
public final class Quantizer {

  /**
   * Quantises a graph with one input, float32 or uint8, and one output.
   *
   * @param model the ONNX file, opset 7 or newer
   * @param calibrationInputs training images as the graph reads them; as many as the settings say
   *     are taken, or all
   * @param inputShapeWithoutBatch of each of them
   * @throws ExportException where the graph cannot be quantised, with the reason
   */
  public Quantized quantize(
      byte[] model,
      Iterable<float[]> calibrationInputs,
      long[] inputShapeWithoutBatch,
      QuantizeSettings settings) {
    Iterator<float[]> first = calibrationInputs.iterator();
    if (!first.hasNext()) {
      throw new ExportException("there are no images to calibrate the quantisation on");
    }
    Calibrator calibrator = new Calibrator(inputShapeWithoutBatch);
    EditableGraph graph = prepared(model, calibrator, first.next());
    QdqPlan plan = new QdqPlan(graph);
    Map<String, String> tensors = plan.tensors();
    if (tensors.isEmpty()) {
      throw new ExportException(
          "the graph has no convolution or dense layer with constant weights to quantise");
    }
    Calibrator.Seen seen =
        calibrator.ranges(
            graph, tensors.keySet(), calibrationInputs, settings.calibration(), settings.range());
    Map<String, QuantParameters> parameters = parameters(tensors, seen.ranges(), settings);
    List<String> left = left(graph, plan);
    new QdqWriter(graph, plan, parameters, settings.weights()).write();
    return new Quantized(graph.bytes(), seen.images(), report(parameters), left);
  }

  /** The same network, in fewer and simpler operators. */
  private static EditableGraph prepared(byte[] model, Calibrator calibrator, float[] image) {
    EditableGraph graph = EditableGraph.parse(model);
    OpsetUpgrade.apply(graph);
    Cleanup.apply(graph);
    Set<String> normalized =
        graph.nodes().stream()
            .filter(n -> n.is("BatchNormalization"))
            .map(n -> n.input(0))
            .collect(Collectors.toSet());
    Map<String, Integer> ranks = calibrator.ranks(graph, normalized, image);
    BatchNormalizationFolding.apply(graph, tensor -> ranks.getOrDefault(tensor, 0));
    ClassifierHead.apply(graph);
    return graph;
  }

  private static Map<String, QuantParameters> parameters(
      Map<String, String> groups, Map<String, Range> ranges, QuantizeSettings settings) {
    Map<String, Range> shared = new HashMap<>();
    groups.forEach((tensor, group) -> shared.merge(group, range(ranges, tensor), Range::union));
    Map<String, QuantParameters> parameters = new LinkedHashMap<>();
    groups.forEach(
        (tensor, group) ->
            parameters.put(
                tensor, QuantParameters.of(range(shared, group), settings.activations())));
    return parameters;
  }

  private static Range range(Map<String, Range> ranges, String tensor) {
    Range range = ranges.get(tensor);
    if (range == null) {
      throw new IllegalStateException("tensor '" + tensor + "' was not looked at");
    }
    return range;
  }

  private static List<String> left(EditableGraph graph, QdqPlan plan) {
    return graph.nodes().stream()
        .filter(n -> !plan.isQuantized(n) && !plan.isActivation(n))
        .map(Node::op)
        .sorted()
        .toList();
  }

  private static List<Quantized.Tensor> report(Map<String, QuantParameters> parameters) {
    List<Quantized.Tensor> tensors = new ArrayList<>();
    parameters.forEach(
        (name, p) ->
            tensors.add(new Quantized.Tensor(name, p.low(), p.high(), p.scale(), p.zero())));
    return tensors;
  }
}
