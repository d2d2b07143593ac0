package dev.serin.gateway.purge;

import dev.serin.gateway.cdn.CdnUrls;
import dev.serin.gateway.images.ImageStore;
import dev.serin.gateway.renditions.Renditions;
import dev.serin.gateway.results.ResultCache;
import dev.serin.gateway.results.ResultKey;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What Serin keeps itself, by surrogate key. */
public final class OwnCaches {
  private static final String IMAGE = "image-";

  private final ResultCache results;
  private final Renditions renditions;
  private final ImageStore images;

  /**
   * What was forgotten.
   *
   * @param results answers
   * @param renditions smaller copies of images
   * @param urls paths under which caches in front may hold any of it
   */
  record Forgotten(int results, int renditions, Collection<String> urls) {}

  public OwnCaches(ResultCache results, Renditions renditions, ImageStore images) {
    this.results = results;
    this.renditions = renditions;
    this.images = images;
  }

  /** Forgets all that carries one of {@code keys}; uploaded images stay. */
  Forgotten forget(Set<String> keys) {
    List<ResultKey> answers =
        results.forget(key -> key.surrogateKeys().stream().anyMatch(keys::contains));
    Set<String> urls = new LinkedHashSet<>();
    for (ResultKey answer : answers) {
      // Which of these a caller asked for is not known.
      String path = CdnUrls.resultPath(answer.model(), answer.version(), answer.image());
      String given =
          CdnUrls.resultTarget(answer.model(), answer.version(), answer.image(), answer.digest());
      urls.add(path);
      urls.add(path + "?top=" + answer.top());
      urls.add(given);
      urls.add(given + "&top=" + answer.top());
    }
    int copies = 0;
    for (String key : keys) {
      if (key.startsWith(IMAGE)) {
        String image = key.substring(IMAGE.length());
        copies += renditions.forget(image);
        urls.add("/cdn/images/" + image);
        urls.addAll(renditions.urls(image));
      }
    }
    return new Forgotten(answers.size(), copies, new ArrayList<>(urls));
  }

  /** Removes an uploaded image for good, wherever it is stored. */
  Future<Void> delete(String image) {
    return images.remove(image);
  }

  static String imageKey(String image) {
    return IMAGE + image;
  }
}
