package dev.serin.worker.model;

import dev.serin.worker.api.Sha256;
import dev.serin.worker.image.InputSpec;
import dev.serin.worker.image.Preprocessor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
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
  private final StrictYaml yaml = new StrictYaml();

  public VersionLoader(GraphLoader graphs, VersionProof proof) {
    this((model, digest) -> graphs, proof);
  }

  public VersionLoader(GraphLoaders graphs, VersionProof proof) {
    this.graphs = graphs;
    this.proof = proof;
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
    byte[] file = folder.graph(manifest.file());
    requireDigest(manifest, file);
    String digest = digest(manifest, labels);
    GraphLoader loader = graphs.of(folder.model(), digest);
    Graph graph = loader.load(file, manifest.input(), manifest.output().name());
    Preprocessor preprocessor = new Preprocessor(manifest.input());
    LoadedVersion version = new LoadedVersion(manifest, labels, digest, graph, preprocessor);
    try {
      proof.require(folder, version);
      return version;
    } catch (IOException | RuntimeException | OutOfMemoryError e) {
      version.close();
      throw e;
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
    requireDigest(manifest, folder.graph(manifest.file()));
    return digest(manifest, folder.labels(manifest.output().labels()));
  }

  private Manifest manifest(VersionFolder folder) throws IOException {
    if (!java.nio.file.Files.exists(folder.manifest())) {
      throw new InvalidFileException("manifest.yaml is missing");
    }
    return yaml.read(folder.manifest(), Manifest.class);
  }

  private static void requireDigest(Manifest manifest, byte[] file) throws InvalidFileException {
    String found = Sha256.hex(file);
    if (!found.equals(manifest.sha256())) {
      throw new InvalidFileException(
          manifest.file()
              + " has the digest "
              + found
              + ", but manifest.yaml says "
              + manifest.sha256());
    }
  }

  private static String digest(Manifest manifest, List<String> labels) {
    InputSpec input = manifest.input();
    MessageDigest digest = Sha256.start();
    // Records print every component, so each of them counts.
    for (Object part : List.of(manifest.sha256(), input, manifest.output(), labels)) {
      digest.update((part + "\n").getBytes(StandardCharsets.UTF_8));
    }
    return Sha256.hex(digest);
  }
}
