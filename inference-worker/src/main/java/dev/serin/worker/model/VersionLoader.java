package dev.serin.worker.model;

import dev.serin.worker.image.Preprocessor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Loads the version of a folder, and lets it prove itself before anyone is answered by it. */
public final class VersionLoader {
  /** Chooses how the graph of a version is loaded. */
  @FunctionalInterface
  public interface GraphLoaders {
    /**
     * @param digest of the version: {@link LoadedVersion#digest()}
     */
    GraphLoader of(String model, String digest);
  }

  private final GraphLoaders graphs;
  private final VersionProof proof;
  private final Path copies;
  private final MemoryCheck memory;
  private final StrictYaml yaml = new StrictYaml();

  /**
   * @param copies folder for private copies of graphs with data files, while they are loaded
   */
  public VersionLoader(GraphLoaders graphs, VersionProof proof, Path copies) {
    this(graphs, proof, copies, MemoryCheck.ofProcess());
  }

  VersionLoader(GraphLoaders graphs, VersionProof proof, Path copies, MemoryCheck memory) {
    this.graphs = graphs;
    this.proof = proof;
    this.copies = copies;
    this.memory = memory;
  }

  /**
   * Reads manifest, labels and graph, compares the digest, runs the golden images and a warm-up.
   *
   * @throws InvalidFileException with the reason, if the version is not to be served
   * @throws IOException if its files cannot be read
   */
  public LoadedVersion load(Path path) throws IOException {
    VersionFolder folder = new VersionFolder(path);
    Manifest manifest = manifest(folder);
    List<String> labels = folder.labels(manifest.output().labels());
    GraphFiles files = GraphFiles.of(folder, manifest.file());
    memory.require(files);
    LoadedVersion version = load(folder, manifest, labels, files);
    try {
      return proof.require(folder, version);
    } catch (IOException | RuntimeException | OutOfMemoryError e) {
      version.close();
      throw e;
    }
  }

  private LoadedVersion load(
      VersionFolder folder, Manifest manifest, List<String> labels, GraphFiles files)
      throws IOException {
    try (GraphSnapshot snapshot = GraphSnapshot.of(files, copies)) {
      requireDigest(manifest, snapshot.digest());
      String digest = VersionDigest.of(snapshot.digest(), manifest, labels);
      Graph graph =
          graphs
              .of(folder.model(), digest)
              .load(snapshot.graph(), manifest.input(), manifest.output().name());
      try {
        snapshot.requireUnchanged();
        return new LoadedVersion(
            manifest, labels, digest, graph, new Preprocessor(manifest.input()));
      } catch (IOException | RuntimeException | OutOfMemoryError e) {
        graph.close();
        throw e;
      }
    }
  }

  /**
   * The digest that {@link #load} would give, without loading the graph.
   *
   * @throws IOException if the files cannot be read, or the manifest is wrong about them
   */
  String digest(Path path) throws IOException {
    VersionFolder folder = new VersionFolder(path);
    Manifest manifest = manifest(folder);
    GraphDigest graph = GraphDigest.of(GraphFiles.of(folder, manifest.file()));
    requireDigest(manifest, graph);
    return VersionDigest.of(graph, manifest, folder.labels(manifest.output().labels()));
  }

  private Manifest manifest(VersionFolder folder) throws IOException {
    if (!Files.exists(folder.manifest())) {
      throw new InvalidFileException("manifest.yaml is missing");
    }
    return yaml.read(folder.manifest(), Manifest.class);
  }

  private static void requireDigest(Manifest manifest, GraphDigest found)
      throws InvalidFileException {
    if (!found.graph().equals(manifest.sha256())) {
      throw new InvalidFileException(
          manifest.file()
              + " has the digest "
              + found.graph()
              + ", but manifest.yaml says "
              + manifest.sha256());
    }
  }
}
