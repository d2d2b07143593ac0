package dev.serin.worker.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.OrtSession.SessionOptions.ExecutionMode;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;
import dev.serin.worker.image.InputSpec;
import dev.serin.worker.model.Graph;
import dev.serin.worker.model.GraphLoader;
import dev.serin.worker.model.InvalidFileException;
import dev.serin.worker.model.Provider;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Loads graphs into ONNX Runtime, on the CPU or on a CUDA device. */
public final class OnnxEngine implements GraphLoader {
  private static final Logger log = LoggerFactory.getLogger(OnnxEngine.class);
  private static final int CUDA_DEVICE = 0;

  private final OrtEnvironment environment;
  private final boolean cuda;
  private final int intraOpThreads;

  private OnnxEngine(OrtEnvironment environment, boolean cuda, int intraOpThreads) {
    this.environment = environment;
    this.cuda = cuda;
    this.intraOpThreads = intraOpThreads;
  }

  /**
   * @param intraOpThreads threads that one run may use, at least 1
   */
  public static OnnxEngine onCpu(int intraOpThreads) {
    return new OnnxEngine(OrtEnvironment.getEnvironment(), false, intraOpThreads);
  }

  /** CUDA where it loads; else the CPU, and one line in the log that says what is missing. */
  public static OnnxEngine onCudaOrCpu(int intraOpThreads) {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    Optional<String> missing = missingForCuda();
    missing.ifPresent(what -> log.info("graphs run on the CPU: CUDA is not to be had ({})", what));
    return new OnnxEngine(environment, missing.isEmpty(), intraOpThreads);
  }

  /**
   * @throws IllegalStateException that names what is missing, if CUDA cannot be loaded
   */
  public static OnnxEngine onCuda(int intraOpThreads) {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    missingForCuda()
        .ifPresent(
            what -> {
              throw new IllegalStateException(
                  "inference.provider is cuda, but CUDA is not to be had: " + what);
            });
    return new OnnxEngine(environment, true, intraOpThreads);
  }

  /** Where its graphs run. */
  public Provider provider() {
    return cuda ? Provider.CUDA : Provider.CPU;
  }

  /** The same, but for the threads of one run. */
  public OnnxEngine withThreads(int intraOp) {
    return new OnnxEngine(environment, cuda, intraOp);
  }

  /** Makes the environment, which all engines of a process share. */
  public static void loadNatives() {
    OrtEnvironment.getEnvironment();
  }

  @Override
  public Graph load(Path file, InputSpec input, String outputName) throws InvalidFileException {
    try (SessionOptions options = new SessionOptions();
        OrtCUDAProviderOptions device = cuda ? new OrtCUDAProviderOptions(CUDA_DEVICE) : null) {
      options.setExecutionMode(ExecutionMode.SEQUENTIAL);
      options.setInterOpNumThreads(1);
      options.setIntraOpNumThreads(intraOpThreads);
      // A thread that spins for work takes the core from the decoders.
      options.addConfigEntry("session.intra_op.allow_spinning", "0");
      if (device != null) {
        options.addCUDA(device);
      }
      return open(environment.createSession(file.toString(), options), input, outputName);
    } catch (OrtException e) {
      // The reason is public; where the file lies on this machine is not.
      String why =
          String.valueOf(e.getMessage())
              .replace(file.toString(), String.valueOf(file.getFileName()));
      throw new InvalidFileException("ONNX Runtime cannot load the graph (" + why + ")");
    }
  }

  private Graph open(OrtSession session, InputSpec input, String outputName)
      throws OrtException, InvalidFileException {
    try {
      int fixedBatch = GraphCheck.fixedBatch(session, input, outputName);
      long[] outputShape = GraphCheck.outputShape(session, outputName);
      return new OnnxGraph(environment, session, input, outputName, outputShape, fixedBatch);
    } catch (OrtException | InvalidFileException | RuntimeException e) {
      session.close();
      throw e;
    }
  }

  /**
   * ONNX Runtime lists the provider even where it cannot load, so the loading is tried. Without an
   * environment it fails with a complaint about its logger instead of the missing library.
   */
  private static Optional<String> missingForCuda() {
    try (SessionOptions options = new SessionOptions();
        OrtCUDAProviderOptions device = new OrtCUDAProviderOptions(CUDA_DEVICE)) {
      options.addCUDA(device);
      return Optional.empty();
    } catch (OrtException | UnsatisfiedLinkError e) {
      return Optional.of(String.valueOf(e.getMessage()).strip().replaceAll("\\s+", " "));
    }
  }
}
