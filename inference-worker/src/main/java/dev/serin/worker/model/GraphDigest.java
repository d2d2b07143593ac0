package dev.serin.worker.model;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * SHA-256 of the files of a graph, 64 lower-case hexadecimal digits each.
 *
 * @param graph of the ONNX file
 * @param data of each data file, by its location as the graph spells it
 */
record GraphDigest(String graph, SortedMap<String, String> data) {
  static GraphDigest of(GraphFiles files) throws IOException {
    SortedMap<String, String> data = new TreeMap<>();
    for (Map.Entry<String, Path> entry : files.data().entrySet()) {
      data.put(entry.getKey(), GraphFiles.sha256(entry.getValue()));
    }
    return new GraphDigest(GraphFiles.sha256(files.graph()), data);
  }
}
