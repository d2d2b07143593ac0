package dev.serin.training.validate;

import dev.serin.training.data.Photo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/** Drawn photos on disk, {@code class/number.jpg}, for tests of what is read from there. */
public final class SaltedFolder {
  private SaltedFolder() {}

  /**
   * Writes {@code clean} photos, of which faults replace some.
   *
   * @return how many of each fault were salted, by the id of its check
   */
  public static Map<String, Long> write(Path folder, int clean, int each, long seed)
      throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    SaltedPhotos salted = new SaltedPhotos(Scenes.photos(clean, random), false, random);
    write(folder, salted.salted(each, Set.of()).photos());
    return salted.counts();
  }

  /** Writes {@code n} photos that nothing is wrong with. */
  public static void writeClean(Path folder, int n, long seed) throws IOException {
    write(folder, Scenes.photos(n, new SplittableRandom(seed)));
  }

  private static void write(Path folder, List<Photo> photos) throws IOException {
    for (Photo photo : photos) {
      Path file = folder.resolve(photo.name());
      Files.createDirectories(file.resolveSibling(""));
      Files.write(file, photo.content().read());
    }
  }
}
