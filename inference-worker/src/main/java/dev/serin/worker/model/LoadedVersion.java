package dev.serin.worker.model;

import dev.serin.worker.image.Preprocessor;
import java.util.List;

/**
 * A version that has passed every check.
 *
 * @param manifest what its folder says
 * @param labels in output order, as many as the graph has classes
 * @param digest its identity, {@link VersionDigest}: equal digests give equal answers
 * @param graph the network; closed with this
 * @param preprocessor makes its input; closed with this
 */
public record LoadedVersion(
    Manifest manifest, List<String> labels, String digest, Graph graph, Preprocessor preprocessor)
    implements AutoCloseable {
  public LoadedVersion {
    labels = List.copyOf(labels);
  }

  @Override
  public void close() {
    graph.close();
    preprocessor.close();
  }
}
