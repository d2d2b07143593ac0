package dev.serin.training;

import dev.serin.training.data.DataSet;
import dev.serin.training.data.DataSetLoader;
import dev.serin.training.data.Digests;
import dev.serin.training.data.Preparation;
import dev.serin.training.onnx.LayerDifference;
import dev.serin.training.onnx.LayerProof;
import dev.serin.training.onnx.SavedNetwork;
import dev.serin.training.quantize.QuantizeSettings;
import dev.serin.training.report.ExportCertificate;
import dev.serin.training.report.Quantization;
import dev.serin.worker.image.InputSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Exports a network that DL4J has saved, proves the export and writes it. */
final class NetworkExport {
  private final Console console;
  private final Path file;
  private final Path out;

  /**
   * @param file the saved network
   * @param out the ONNX file to write; its certificate comes beside it
   */
  NetworkExport(Console console, Path file, Path out) {
    this.console = console;
    this.file = file;
    this.out = out;
  }

  /** The certificate's file of an ONNX file. */
  static Path certificateOf(Path model) {
    return model.resolveSibling(model.getFileName() + ".certificate.json");
  }

  /**
   * Proves the export on noise alone.
   *
   * @param shape of one input, as the network reads it
   */
  void run(long[] shape) throws IOException {
    SavedNetwork network = read();
    byte[] model = network.export(shape);
    ProofInputs noise =
        ProofInputs.noise(Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact)));
    List<LayerDifference> layers = prove(network, model, noise, shape);
    write(model, noise, layers, null);
  }

  /**
   * Proves the export on test images too.
   *
   * @param config says how images are read, and has them
   * @param data as {@link DataSetLoader#load}
   * @param quantize null to leave float32
   */
  void run(TrainingConfig config, @Nullable Path data, @Nullable QuantizeSettings quantize)
      throws IOException {
    SavedNetwork network = read();
    InputSpec input = config.input();
    long[] batch = input.shape(1);
    long[] shape = Arrays.copyOfRange(batch, 1, batch.length);
    byte[] model = network.export(shape);
    try (DataSet set =
            new DataSetLoader().load(config.data(), data, input.orient(), console::line);
        Preparation preparation = new Preparation(input)) {
      ProofInputs inputs = ProofInputs.of(set.test(), input, preparation);
      List<LayerDifference> layers = prove(network, model, inputs, shape);
      if (quantize == null) {
        write(model, inputs, layers, null);
        return;
      }
      Int8.Result int8 = new Int8(console, input, preparation, set).of(model, quantize);
      write(int8.model(), inputs, layers, int8.measured());
    }
  }

  private SavedNetwork read() throws IOException {
    SavedNetwork network = SavedNetwork.read(file);
    console.line("Network: %s, %,d parameters", file, network.parameters());
    if (network.hasNormaliser()) {
      console.line(
          "Note: the file also holds a normaliser of its inputs, which is not part of the graph:"
              + " what it does belongs into input.scale, .mean and .std of the manifest.");
    }
    return network;
  }

  private List<LayerDifference> prove(
      SavedNetwork network, byte[] model, ProofInputs inputs, long[] shape) {
    List<LayerDifference> layers = network.compare(model, inputs.values(), inputs.images(), shape);
    for (LayerDifference layer : layers) {
      console.line("  %-24s %-28s %.2e", layer.name(), layer.kind(), layer.difference());
    }
    LayerProof.check(layers, LayerProof.TOLERANCE);
    return layers;
  }

  private void write(
      byte[] model,
      ProofInputs inputs,
      List<LayerDifference> layers,
      @Nullable Quantization quantization)
      throws IOException {
    ExportCertificate certificate =
        new ExportCertificate(
            1,
            Digests.of(Files.readAllBytes(file)),
            Digests.of(model),
            inputs.images(),
            LayerProof.TOLERANCE,
            layers,
            quantization,
            Libraries.versions());
    Files.write(out, model);
    Files.write(certificateOf(out), certificate.json());
    console.line(
        "Proof: %d layers, none differs by more than %.0e of its range",
        layers.size(), LayerProof.TOLERANCE);
    console.line("Graph: %s (%,d bytes)", out, model.length);
  }
}
