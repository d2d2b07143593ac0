package dev.serin.worker.model;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The models of a folder that are for a worker like this one: workers with a GPU and workers
 * without one may share a folder, and {@code model.yaml} says which of them serve the model. For
 * one thread at a time.
 */
final class OwnModels {
  private static final Logger log = LoggerFactory.getLogger(OwnModels.class);

  private final Path root;
  private final Provider provider;
  private final StrictYaml yaml = new StrictYaml();

  /** Models of others. */
  private final Set<String> others = new HashSet<>();

  /**
   * @param provider where this worker runs graphs
   */
  OwnModels(Path root, Provider provider) {
    this.root = root;
    this.provider = provider;
  }

  /**
   * @throws IOException if the folder cannot be read
   */
  List<ModelFolder> list() throws IOException {
    return ModelFolder.in(root).stream().filter(this::isOwn).toList();
  }

  /** A model.yaml that is wrong changes nothing; {@link StableVersions} says that it is. */
  private boolean isOwn(ModelFolder model) {
    try {
      boolean own = model.provider(yaml).map(wanted -> wanted == provider).orElse(true);
      if (own) {
        others.remove(model.name());
      } else if (others.add(model.name())) {
        log.info(
            "model {} is not served here: its model.yaml leaves it to other workers than those on {}",
            model.name(),
            provider.text());
      }
      return own;
    } catch (IOException e) {
      return !others.contains(model.name());
    }
  }
}
