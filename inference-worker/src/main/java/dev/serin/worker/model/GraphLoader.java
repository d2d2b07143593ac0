package dev.serin.worker.model;

import dev.serin.worker.image.InputSpec;
import java.nio.file.Path;

/** Makes a graph of an ONNX file. */
@FunctionalInterface
public interface GraphLoader {
  /**
   * @param file an ONNX file; data files that it names lie relative to it
   * @param input what the graph's input must be
   * @param outputName name of the graph's output
   * @throws InvalidFileException if the graph cannot be loaded, or is not what the manifest says
   */
  Graph load(Path file, InputSpec input, String outputName) throws InvalidFileException;
}
