package dev.serin.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.serin.training.data.Digests;
import dev.serin.training.net.Acceleration;
import dev.serin.training.onnx.Networks;
import dev.serin.training.onnx.OnnxRunner;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.dataset.api.preprocessor.NormalizerStandardize;
import org.nd4j.linalg.factory.Nd4j;

/** Networks that DL4J's own serializer has written, as somebody else's programs would. */
class ExportCommandTest {
  private static final String SHAPE = Networks.CHANNELS + "x" + Networks.SIDE + "x" + Networks.SIDE;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final StringWriter err = new StringWriter();
  @TempDir private Path folder = Path.of("");

  @BeforeAll
  static void accelerate() {
    Acceleration.enable();
  }

  @Test
  void export_sequentialNetwork_answersAlikeAndIsCertified() throws IOException {
    MultiLayerNetwork network =
        Networks.trained(
            Networks.sequential(
                new ConvolutionLayer.Builder(3, 3).nOut(4).activation(Activation.RELU).build(),
                new DenseLayer.Builder().nOut(6).activation(Activation.TANH).build()));
    Path file = saved(network);

    assertThat(run("export", file.toString(), "--shape", SHAPE)).as(err.toString()).isZero();

    Path graph = folder.resolve("network.onnx");
    float[] image = new float[Networks.CHANNELS * Networks.SIDE * Networks.SIDE];
    for (int i = 0; i < image.length; i++) {
      image[i] = (float) Math.sin(i);
    }
    assertThat(softmax(graph, image)).containsExactly(answers(network, image), within(1e-5f));
    JsonNode certificate = certificate(graph);
    assertThat(certificate.get("sha256").asText()).isEqualTo(Digests.of(graph));
    assertThat(certificate.get("network").asText()).isEqualTo(Digests.of(file));
    assertThat(certificate.get("layers"))
        .extracting(layer -> layer.get("kind").asText())
        .containsExactly("ConvolutionLayer", "DenseLayer", "OutputLayer", "MultiLayerNetwork");
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("Proof: 4 layers");
  }

  @Test
  void export_graph_isReadAsOne() throws IOException {
    ComputationGraph graph =
        new ComputationGraph(
            Networks.base()
                .graphBuilder()
                .addInputs("in")
                .setInputTypes(Networks.input())
                .addLayer("a", new DenseLayer.Builder().nOut(5).build(), "in")
                .addLayer("b", new DenseLayer.Builder().nOut(5).build(), "in")
                .addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "a", "b")
                .addLayer("out", Networks.output(), "sum")
                .setOutputs("out")
                .build());
    graph.init();

    assertThat(run("export", saved(graph).toString(), "--shape", SHAPE))
        .as(err.toString())
        .isZero();

    assertThat(certificate(folder.resolve("network.onnx")).get("layers")).hasSize(5);
  }

  @Test
  void export_normaliserInTheFile_isTold() throws IOException {
    Path file = saved(Networks.sequential(new DenseLayer.Builder().nOut(5).build()));
    NormalizerStandardize normaliser = new NormalizerStandardize();
    normaliser.fit(new org.nd4j.linalg.dataset.DataSet(Nd4j.rand(6, 2, 9, 9), Nd4j.zeros(6, 4)));
    ModelSerializer.addNormalizerToModel(file.toFile(), normaliser);

    assertThat(run("export", file.toString(), "--shape", SHAPE)).as(err.toString()).isZero();

    assertThat(out.toString(StandardCharsets.UTF_8)).contains("also holds a normaliser");
  }

  @Test
  void export_unknownLayer_isRefusedByNameAndNothingIsWritten() throws IOException {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            Networks.base()
                .list()
                .layer(new Convolution1DLayer.Builder(3).nIn(2).nOut(4).name("wave").build())
                .layer(new RnnOutputLayer.Builder().nIn(4).nOut(2).build())
                .build());
    network.init();

    assertRefused(saved(network), SHAPE, "'wave' (Convolution1DLayer)");
  }

  @Test
  void export_otherShape_isRefused() throws IOException {
    Path file = saved(Networks.sequential(new DenseLayer.Builder().nOut(5).build()));

    assertRefused(file, "3x11x11", "does not read inputs of the shape [3, 11, 11]");
    Path convolution =
        saved(Networks.sequential(new ConvolutionLayer.Builder(3, 3).nOut(4).build()));
    assertRefused(convolution, "3x9x9", "does not read inputs of the shape [3, 9, 9]");
  }

  @Test
  void export_filesThatAreNoNetwork_areRefused() throws IOException {
    Path text = Files.writeString(folder.resolve("network.zip"), "no zip");
    assertRefused(text, SHAPE, "it is no zip file");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(text))) {
      zip.putNextEntry(new ZipEntry("photo.jpg"));
      zip.closeEntry();
    }
    assertRefused(text, SHAPE, "it has no configuration.json");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(text))) {
      zip.putNextEntry(new ZipEntry("configuration.json"));
      zip.write("{\"confs\": 7}".getBytes(StandardCharsets.UTF_8));
      zip.closeEntry();
    }
    assertRefused(text, SHAPE, "DL4J cannot read the network of");
  }

  @Test
  void export_fileExists_isLeftAlone() throws IOException {
    Path file = saved(Networks.sequential(new DenseLayer.Builder().nOut(5).build()));
    Path graph = Files.writeString(folder.resolve("mine.onnx"), "mine");

    assertThat(run("export", file.toString(), "--shape", SHAPE, "--out", graph.toString()))
        .isEqualTo(1);

    assertThat(err.toString()).contains(graph + " exists");
    assertThat(graph).hasContent("mine");
  }

  @Test
  void export_optionsThatSayTooLittle_areRefused() {
    assertThat(run("export", "network.zip")).isEqualTo(2);
    assertThat(err.toString()).contains("give --shape, such as 3x224x224, or --config");
    assertThat(run("export", "network.zip", "--shape", "3*4")).isEqualTo(2);
    assertThat(err.toString()).contains("not '3*4'");
    assertThat(run("export", "network.zip", "--shape", SHAPE, "--quantize", "int8")).isEqualTo(2);
    assertThat(err.toString()).contains("--quantize needs --config");
  }

  private void assertRefused(Path file, String shape, String message) {
    assertThat(run("export", file.toString(), "--shape", shape)).isEqualTo(1);
    assertThat(err.toString()).contains(message);
    assertThat(folder.resolve("network.onnx")).doesNotExist();
  }

  private Path saved(Model network) throws IOException {
    Path file = folder.resolve("network.zip");
    ModelSerializer.writeModel(network, file.toFile(), true);
    return file;
  }

  private static JsonNode certificate(Path graph) throws IOException {
    return new ObjectMapper().readTree(NetworkExport.certificateOf(graph).toFile());
  }

  private static float[] answers(MultiLayerNetwork network, float[] image) {
    return network
        .output(
            Nd4j.createFromArray(image)
                .reshape(1, Networks.CHANNELS, Networks.SIDE, Networks.SIDE)
                .dup('c'))
        .data()
        .asFloat();
  }

  private static float[] softmax(Path graph, float[] image) throws IOException {
    try (OnnxRunner runner =
        new OnnxRunner(Files.readAllBytes(graph), Networks.SIDE, Networks.SIDE)) {
      float[] values = runner.of(image, 1);
      double sum = 0;
      for (float value : values) {
        sum += Math.exp(value);
      }
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) (Math.exp(values[i]) / sum);
      }
      return values;
    }
  }

  private int run(String... arguments) {
    return Main.commandLine(new Console(new PrintStream(out, true, StandardCharsets.UTF_8), false))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }
}
