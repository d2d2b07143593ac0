package dev.serin.worker.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One version of a model as the worker sees it.
 *
 * @param version name of the version, which is the name of its folder
 * @param state whether it can answer
 * @param reason why it failed, why a change on disk was refused, or what its proof found though it
 *     is ready (such as that each image runs alone); null where all is well
 * @param digest SHA-256 over all that decides an answer (graph, data files, labels, preprocessing),
 *     64 hexadecimal digits: versions of equal digest give equal answers; null until loaded
 * @param labels in output order; empty until loaded
 * @param accuracy fraction from 0 to 1 stated by the manifest; null where it states none
 * @param providers where its graph runs: {@code cpu}, {@code cuda}, or both where several workers
 *     have it; empty until loaded
 */
public record VersionInfo(
    String version,
    State state,
    @Nullable String reason,
    @Nullable String digest,
    List<String> labels,
    @Nullable Double accuracy,
    List<String> providers) {

  /** The states that the HTTP interface shows. */
  public enum State {
    LOADING,
    READY,
    FAILED
  }

  public VersionInfo {
    labels = List.copyOf(labels);
    providers = List.copyOf(providers);
  }

  /** Of a version that nobody runs. */
  public VersionInfo(
      String version,
      State state,
      @Nullable String reason,
      @Nullable String digest,
      List<String> labels,
      @Nullable Double accuracy) {
    this(version, state, reason, digest, labels, accuracy, List.of());
  }
}
