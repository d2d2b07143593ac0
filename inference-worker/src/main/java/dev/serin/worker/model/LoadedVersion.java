package dev.serin.worker.model;

import dev.serin.worker.image.Preprocessor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A version that has passed every check.
 *
 * @param manifest what its folder says
 * @param labels in output order, as many as the graph has classes
 * @param digest its identity, {@link VersionDigest}: equal digests give equal answers
 * @param graph the network; closed with this
 * @param preprocessor makes its input; closed with this
 * @param oneAtATime whether each image must run alone, because images of a batch change each
 *     other's answers
 * @param remark what callers should know though it may be served; null where there is nothing
 */
public record LoadedVersion(
    Manifest manifest,
    List<String> labels,
    String digest,
    Graph graph,
    Preprocessor preprocessor,
    boolean oneAtATime,
    @Nullable String remark)
    implements AutoCloseable {
  public LoadedVersion {
    labels = List.copyOf(labels);
  }

  /** Of which nothing is known yet. */
  public LoadedVersion(
      Manifest manifest,
      List<String> labels,
      String digest,
      Graph graph,
      Preprocessor preprocessor) {
    this(manifest, labels, digest, graph, preprocessor, false, null);
  }

  /** The same graph, with what its proof found. */
  LoadedVersion found(boolean mustRunAlone, @Nullable String what) {
    return new LoadedVersion(manifest, labels, digest, graph, preprocessor, mustRunAlone, what);
  }

  @Override
  public void close() {
    graph.close();
    preprocessor.close();
  }
}
