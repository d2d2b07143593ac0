package dev.serin.training;

import dev.serin.training.quantize.QuantizeSettings;
import dev.serin.worker.model.StrictYaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code serin export NETWORK.zip}: any network that DL4J has saved, as a proven ONNX file. */
@Command(
    name = "export",
    description =
        "Exports a network that DL4J has saved to ONNX, and proves that it answers alike.",
    mixinStandardHelpOptions = true)
final class ExportCommand implements Callable<Integer> {
  private static final Pattern SHAPE = Pattern.compile("[1-9]\\d{0,8}(x[1-9]\\d{0,8}){0,2}");

  private final Console console;

  @Parameters(
      paramLabel = "NETWORK.zip",
      description = "written by DL4J's ModelSerializer, such as best.zip of a run folder")
  private Path network = Path.of("");

  @Option(
      names = "--shape",
      paramLabel = "SHAPE",
      description = "of one input, in the network's own order, such as 3x224x224 or 784")
  private @Nullable String shape;

  @Option(
      names = "--config",
      paramLabel = "CONFIG",
      description =
          "training configuration whose input says the shape, and whose test images are compared"
              + " too")
  private @Nullable Path config;

  @Option(names = "--data", paramLabel = "DIR", description = "folder with the data set's files")
  private @Nullable Path data;

  @Option(
      names = "--quantize",
      paramLabel = "TYPE",
      description =
          "int8: 8 bits, as the configuration's export.quantize says, or as usual; needs --config")
  private QuantizeSettings.@Nullable Type quantize;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "file to write (default: that of the network, with .onnx for .zip)")
  private @Nullable Path out;

  @Spec private @Nullable CommandSpec spec;

  ExportCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    Path file = out == null ? besideNetwork() : out;
    if (Files.exists(file)) {
      throw new TrainingException(file + " exists: give another file with --out, or remove it");
    }
    NetworkExport export = new NetworkExport(console, network, file);
    if (config != null && shape == null) {
      TrainingConfig settings = new StrictYaml().read(config, TrainingConfig.class);
      QuantizeSettings bits =
          quantize == null ? null : settings.quantized(quantize).export().quantize();
      export.run(settings, data, bits);
    } else if (config == null && shape != null) {
      if (quantize != null) {
        throw usage("--quantize needs --config, whose training images it is calibrated on");
      }
      export.run(shape(shape));
    } else {
      throw usage("give --shape, such as 3x224x224, or --config: one of the two");
    }
    return 0;
  }

  private long[] shape(String text) {
    if (!SHAPE.matcher(text).matches()) {
      throw usage("--shape is one to three numbers, such as 3x224x224 or 784, not '" + text + "'");
    }
    return Arrays.stream(text.split("x")).mapToLong(Long::parseLong).toArray();
  }

  private Path besideNetwork() {
    String name = String.valueOf(network.getFileName());
    return network.resolveSibling(name.replaceFirst("\\.zip$", "") + ".onnx");
  }

  private ParameterException usage(String message) {
    return new ParameterException(
        Objects.requireNonNull(spec, "picocli sets it").commandLine(), message);
  }
}
