package dev.serin.worker.model;

import dev.serin.worker.api.Sha256;
import dev.serin.worker.image.InputSpec;
import dev.serin.worker.image.InputSpec.Crop;
import dev.serin.worker.image.InputSpec.Decode;
import dev.serin.worker.image.InputSpec.ElementType;
import dev.serin.worker.image.InputSpec.Orient;
import dev.serin.worker.image.Resize;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;

/**
 * The identity of a version: SHA-256 over everything that decides an answer. That is the graph, its
 * data files, the labels, and the sections {@code input} and {@code output} of the manifest. What
 * only describes or proves the version ({@code origin}, {@code golden}, {@code proof}, comments) is
 * left out.
 *
 * <p>Journals keep these digests, so a version must have the same one in every release. Each part
 * is a line {@code key value}; what is at its default has no line, so that a new key with a default
 * changes no digest of before. Numbers are written by {@link Double#toHexString}, which is exact
 * and the same in every JDK.
 */
final class VersionDigest {
  private final MessageDigest digest = Sha256.start();

  private VersionDigest() {
    line("serin-version", "1");
  }

  static String of(GraphDigest graph, Manifest manifest, List<String> labels) {
    VersionDigest parts = new VersionDigest();
    parts.line("graph", graph.graph());
    graph.data().forEach((location, sha256) -> parts.line("data", sha256 + ' ' + location));
    parts.input(manifest.input());
    parts.line("output.name", manifest.output().name());
    parts.unless(OutputSpec.Activation.NONE, "output.activation", manifest.output().activation());
    labels.forEach(label -> parts.line("label", label));
    return Sha256.hex(parts.digest);
  }

  private void input(InputSpec input) {
    line("input.name", input.name());
    unless(ElementType.FLOAT32, "input.type", input.type());
    line("input.layout", input.layout().name());
    line("input.height", Integer.toString(input.height()));
    line("input.width", Integer.toString(input.width()));
    line("input.colour", input.colour().name());
    unless(Orient.EXIF, "input.orient", input.orient());
    unless(Decode.EXACT, "input.decode", input.decode());
    line("input.resize.to", input.resize().to().name());
    if (input.resize().to() == Resize.Rule.SHORTER_SIDE) {
      line("input.resize.size", Integer.toString(input.resize().size()));
    }
    line("input.resize.filter", input.resize().filter().name());
    unless(Crop.CENTRE, "input.crop", input.crop());
    numbers("input.scale", List.of(input.scale()), 1);
    numbers("input.mean", input.mean(), 0);
    numbers("input.std", input.std(), 1);
  }

  private void unless(Enum<?> standard, String key, Enum<?> value) {
    if (value != standard) {
      line(key, value.name());
    }
  }

  private void numbers(String key, List<Double> values, double standard) {
    if (values.stream().anyMatch(value -> value != standard)) {
      values.forEach(value -> line(key, Double.toHexString(value)));
    }
  }

  private void line(String key, String value) {
    digest.update((key + ' ' + value + '\n').getBytes(StandardCharsets.UTF_8));
  }
}
