package dev.serin.gateway.k8s;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.Yaml;

/** An overlay of {@code k8s/overlays} as kubectl builds it: plain documents, to be broken. */
record Overlay(String name, List<JsonObject> documents) {
  static final Path ROOT = Path.of("..", "k8s");

  /** Skips the test where there is no kubectl with a kustomize of today. */
  static Overlay build(String name) throws IOException, InterruptedException {
    Path folder = ROOT.resolve("overlays").resolve(name);
    Process process =
        new ProcessBuilder(kubectl(), "kustomize", folder.toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new AssertionError("kubectl kustomize " + folder + ": " + output);
    }
    List<JsonObject> documents = new ArrayList<>();
    for (Object document : new Yaml().loadAll(output)) {
      documents.add(json(document));
    }
    return new Overlay(name, documents);
  }

  private static String kubectl() throws IOException, InterruptedException {
    Optional<Path> program =
        Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
            .map(folder -> Path.of(folder, "kubectl"))
            .filter(Files::isExecutable)
            .findFirst();
    assumeTrue(program.isPresent(), "there is no kubectl (see .ci/run for the one of Debian 13)");
    String path = program.orElseThrow().toString();
    Process process = new ProcessBuilder(path, "version", "--client").start();
    String version = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    // Before 1.27 kubectl had a kustomize of version 4 or 2, and did not tell.
    assumeTrue(version.contains("Kustomize Version: v5"), path + " has no kustomize of version 5");
    return path;
  }

  private static JsonObject json(Object yaml) {
    @SuppressWarnings("unchecked") // a document of Kubernetes is a mapping
    Map<String, Object> mapping = (Map<String, Object>) yaml;
    return new JsonObject(new JsonObject(mapping).encode());
  }

  /** One to be changed. */
  Overlay copy() {
    return new Overlay(
        name,
        documents.stream().map(JsonObject::copy).collect(Collectors.toCollection(ArrayList::new)));
  }

  JsonObject document(String kind, String named) {
    return documents.stream()
        .filter(d -> d.getString("kind").equals(kind))
        // What is generated has a hash behind its name.
        .filter(
            d -> d.getJsonObject("metadata").getString("name").matches(named + "(-[0-9a-z]{10})?"))
        .findFirst()
        .orElseThrow(() -> new AssertionError(name + " has no " + kind + " " + named));
  }

  /**
   * The same with one thing changed.
   *
   * @param where kind, name and the way to the field, set apart by blanks; of an array the index,
   *     or {@code key=value} of one element
   * @param value {@code null} to remove the field, or the document where no field is named
   */
  Overlay with(String where, @Nullable Object value) {
    Overlay copy = copy();
    String[] steps = where.split(" ");
    if (steps.length == 2) {
      copy.documents.remove(copy.document(steps[0], steps[1]));
      return copy;
    }
    Object place = copy.document(steps[0], steps[1]);
    for (int i = 2; i < steps.length - 1; i++) {
      place = step(place, steps[i], where);
    }
    String last = steps[steps.length - 1];
    if (place instanceof JsonArray array && value == null) {
      array.remove(index(array, last, where));
    } else if (place instanceof JsonArray array) {
      array.set(index(array, last, where), value);
    } else if (value == null) {
      if (((JsonObject) place).remove(last) == null) {
        throw new AssertionError("There is no " + where);
      }
    } else {
      ((JsonObject) place).put(last, value);
    }
    return copy;
  }

  private static Object step(Object place, String step, String where) {
    Object next =
        place instanceof JsonArray array
            ? array.getValue(index(array, step, where))
            : ((JsonObject) place).getValue(step);
    if (next == null) {
      throw new AssertionError("There is no " + step + " of " + where);
    }
    return next;
  }

  private static int index(JsonArray array, String step, String where) {
    if (step.matches("[0-9]+")) {
      return Integer.parseInt(step);
    }
    String[] pair = step.split("=");
    for (int i = 0; i < array.size(); i++) {
      if (pair[1].equals(array.getJsonObject(i).getString(pair[0]))) {
        return i;
      }
    }
    throw new AssertionError("There is no " + step + " of " + where);
  }
}
