package dev.serin.gateway.purge;

import static dev.serin.gateway.error.ProblemCode.MALFORMED_REQUEST;

import dev.serin.gateway.cdn.SurrogateKeys;
import dev.serin.gateway.error.Problem;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a person or a program asks to be forgotten.
 *
 * @param keys surrogate keys, 1 to 256 of them
 * @param delete the image that is to go for good as well
 */
record PurgeOrder(Set<String> keys, Optional<String> delete) {
  private static final int KEYS_MAX = 256;
  private static final Pattern KEY = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,199}");
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
  private static final Pattern DIGEST = Pattern.compile("(?:sha256:)?([0-9a-f]{64})");
  private static final Set<String> MEMBERS = Set.of("image", "model", "version", "keys", "delete");

  /**
   * @throws dev.serin.gateway.error.ProblemException where the order is not clear
   */
  static PurgeOrder read(JsonObject body) {
    for (String member : body.fieldNames()) {
      if (!MEMBERS.contains(member)) {
        throw bad("'" + member.replaceAll("[^ -~]", "?") + "' is no member of a purge");
      }
    }
    long what = Set.of("image", "model", "keys").stream().filter(body::containsKey).count();
    if (what != 1) {
      throw bad("name exactly one of image, model and keys");
    }
    boolean delete = flag(body);
    if (body.containsKey("image")) {
      String image = image(body);
      return new PurgeOrder(
          Set.of(OwnCaches.imageKey(image)), delete ? Optional.of(image) : Optional.empty());
    }
    if (delete) {
      throw bad("delete goes with image only");
    }
    return new PurgeOrder(
        body.containsKey("model") ? Set.of(model(body)) : keys(body), Optional.empty());
  }

  /** The same order again, as {@link #read} takes it. */
  JsonObject json() {
    return delete
        .map(image -> new JsonObject().put("image", image).put("delete", true))
        .orElseGet(() -> new JsonObject().put("keys", new JsonArray(List.copyOf(keys))));
  }

  private static boolean flag(JsonObject body) {
    Object delete = body.getValue("delete", false);
    if (delete instanceof Boolean flag) {
      return flag;
    }
    throw bad("delete must be true or false");
  }

  private static String image(JsonObject body) {
    if (body.getValue("image") instanceof String text) {
      var digest = DIGEST.matcher(text);
      if (digest.matches()) {
        return digest.group(1);
      }
    }
    throw bad("image must be a SHA-256 of 64 lower-case hexadecimal digits");
  }

  private static String model(JsonObject body) {
    String model = name(body, "model");
    return body.containsKey("version")
        ? SurrogateKeys.version(model, name(body, "version"))
        : "model-" + model;
  }

  private static String name(JsonObject body, String member) {
    if (body.getValue(member) instanceof String text && NAME.matcher(text).matches()) {
      return text;
    }
    throw bad(member + " must be the name of one");
  }

  private static Set<String> keys(JsonObject body) {
    Set<String> keys = new LinkedHashSet<>();
    if (body.getValue("keys") instanceof JsonArray array
        && !array.isEmpty()
        && array.size() <= KEYS_MAX) {
      for (Object key : array) {
        if (!(key instanceof String text) || !KEY.matcher(text).matches()) {
          throw bad("a key must have 1 to 200 letters, digits, dots, hyphens and underscores");
        }
        keys.add(text);
      }
      return keys;
    }
    throw bad("keys must be an array of 1 to " + KEYS_MAX + " surrogate keys");
  }

  private static RuntimeException bad(String detail) {
    return new Problem(MALFORMED_REQUEST, detail).exception();
  }
}
