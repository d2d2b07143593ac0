package dev.serin.worker.model;

import dev.serin.worker.image.InputSpec;

/** Makes a graph of the bytes of a file. */
@FunctionalInterface
public interface GraphLoader {
  /**
   * @param file content of an ONNX file
   * @param input what the graph's input must be
   * @param outputName name of the graph's output
   * @throws InvalidFileException if the graph cannot be loaded, or is not what the manifest says
   */
  Graph load(byte[] file, InputSpec input, String outputName) throws InvalidFileException;
}
