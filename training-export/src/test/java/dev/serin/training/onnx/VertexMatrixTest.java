package dev.serin.training.onnx;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.FrozenVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.L2NormalizeVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.PreprocessorVertex;
import org.deeplearning4j.nn.conf.graph.ReshapeVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.graph.ShiftVertex;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;

/** Every vertex that is no layer, of images in both layouts and of features. */
class VertexMatrixTest {
  private static final int HEIGHT = 5;
  private static final int WIDTH = 7;
  private static final int CHANNELS = 3;

  /** Adds the vertex behind some parts; gives its name. */
  record Row(String name, List<CNN2DFormat> formats, Function<Draft, String> parts) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Arguments> rows() {
    List<Row> rows = new ArrayList<>();
    for (ElementWiseVertex.Op op : ElementWiseVertex.Op.values()) {
      addBoth(rows, op + " of two", 2, () -> new ElementWiseVertex(op));
      if (op != ElementWiseVertex.Op.Subtract) {
        addBoth(rows, op + " of three", 3, () -> new ElementWiseVertex(op));
      }
    }
    addBoth(rows, "merge of one", 1, MergeVertex::new);
    addBoth(rows, "merge of three", 3, MergeVertex::new);
    addBoth(rows, "scale", 1, () -> new ScaleVertex(-1.5));
    addBoth(rows, "shift", 1, () -> new ShiftVertex(0.7));
    addBoth(rows, "l2", 1, L2NormalizeVertex::new);
    rows.add(
        new Row(
            "frozen merge",
            List.of(CNN2DFormat.values()),
            draft ->
                draft.vertex(new FrozenVertex(new MergeVertex()), frozen(draft), frozen(draft))));
    reshapings(rows);
    return rows.stream()
        .flatMap(row -> row.formats().stream().map(format -> Arguments.of(format, row)));
  }

  private static void reshapings(List<Row> rows) {
    addPlanes(
        rows,
        "reshape to features",
        draft -> draft.vertex(new ReshapeVertex(-1, 4 * 4 * 6), convolution(draft)));
    addPlanes(
        rows,
        "reshape to an image",
        draft ->
            draft.convolution(
                draft.vertex(new ReshapeVertex(-1, 3, 4, 2), dense(draft, 24)),
                2,
                3,
                1,
                Activation.TANH));
    addPlanes(
        rows,
        "vertex from image to features",
        draft ->
            draft.vertex(
                new PreprocessorVertex(new CnnToFeedForwardPreProcessor(4, 6, 4)),
                convolution(draft)));
    rows.add(
        new Row(
            "vertex from features to image",
            List.of(CNN2DFormat.values()),
            draft ->
                draft.convolution(
                    draft.vertex(
                        new PreprocessorVertex(new FeedForwardToCnnPreProcessor(4, 2, 3)),
                        dense(draft, 24)),
                    2,
                    3,
                    1,
                    Activation.TANH)));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("rows")
  void export_vertex_answersAsDl4j(CNN2DFormat format, Row row) throws Exception {
    Draft draft = new Draft(HEIGHT, WIDTH, CHANNELS, format);
    String last = row.parts().apply(draft);
    ComputationGraph network =
        Helpers.created(format, () -> draft.endingIn(last, Networks.output()));
    Trial trial =
        format == CNN2DFormat.NCHW
            ? new Trial(Networks.CLASSES, CHANNELS, HEIGHT, WIDTH)
            : new Trial(Networks.CLASSES, HEIGHT, WIDTH, CHANNELS);

    trial.trained(network, 2, 6).proven(format + " vertex " + row, network);
  }

  /** A row for images and one for features. */
  private static void addBoth(
      List<Row> rows, String name, int inputs, Supplier<GraphVertex> vertex) {
    List<CNN2DFormat> formats = List.of(CNN2DFormat.values());
    rows.add(
        new Row(
            name + ", images",
            formats,
            draft -> draft.vertex(vertex.get(), several(inputs, () -> convolution(draft)))));
    rows.add(
        new Row(
            name + ", features",
            formats,
            draft -> draft.vertex(vertex.get(), several(inputs, () -> dense(draft, 5)))));
  }

  private static void addPlanes(List<Row> rows, String name, Function<Draft, String> parts) {
    rows.add(new Row(name, List.of(CNN2DFormat.NCHW), parts));
  }

  private static String[] several(int inputs, Supplier<String> part) {
    return Stream.generate(part).limit(inputs).toArray(String[]::new);
  }

  private static String convolution(Draft draft) {
    return draft.layer(
        Draft.INPUT,
        new ConvolutionLayer.Builder(2, 2).nOut(4).activation(Activation.TANH).build());
  }

  /** What is before a frozen vertex is frozen too: DL4J brings no gradient there. */
  private static String frozen(Draft draft) {
    return draft.layer(
        Draft.INPUT,
        new FrozenLayer(
            new ConvolutionLayer.Builder(2, 2).nOut(4).activation(Activation.TANH).build()));
  }

  private static String dense(Draft draft, int units) {
    String pooled =
        draft.layer(convolution(draft), new GlobalPoolingLayer.Builder(PoolingType.MAX).build());
    return draft.layer(
        pooled, new DenseLayer.Builder().nOut(units).activation(Activation.TANH).build());
  }
}
