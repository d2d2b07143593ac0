package dev.serin.worker.model;

import dev.serin.worker.image.ImageDecoder;
import dev.serin.worker.image.ProbePicture;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a version must show before it is served: outputs that are what its manifest says, on {@link
 * ProbePicture}s; and what {@link GoldenProof} asks of it.
 */
public final class VersionProof {
  private final GoldenProof golden;

  public VersionProof(ImageDecoder decoder) {
    golden = new GoldenProof(decoder);
  }

  /**
   * @return {@code version} with what was found of it
   * @throws InvalidFileException if {@code version} does not hold what it promises
   */
  LoadedVersion require(VersionFolder folder, LoadedVersion version) throws IOException {
    LoadedVersion proven = probe(version);
    golden.require(folder, proven);
    return proven;
  }

  private static LoadedVersion probe(LoadedVersion version) throws InvalidFileException {
    Probes probes = new Probes(version);
    Probes.Alone alone = probes.alone();
    requireNoise(alone.failures());
    List<String> remarks = new ArrayList<>();
    alone
        .failures()
        .forEach(
            (picture, why) ->
                remarks.add("the graph cannot run %s (%s)".formatted(picture.text(), why)));
    new OutputCheck(version.manifest().output(), version.labels().size())
        .require(alone.outputs())
        .ifPresent(remarks::add);
    Optional<String> influence = new Neighbours(probes, version).influence(alone.outputs());
    influence.ifPresent(what -> remarks.add("each image runs alone: " + what));
    return version.found(
        influence.isPresent(), remarks.isEmpty() ? null : String.join("; ", remarks));
  }

  /** Photos are nearest to noise; plain pictures may be rare enough to fail one by one. */
  private static void requireNoise(Map<ProbePicture, String> failures) throws InvalidFileException {
    String why = failures.get(ProbePicture.NOISE);
    if (why != null) {
      throw new InvalidFileException(
          "the graph cannot run %s: %s".formatted(ProbePicture.NOISE.text(), why));
    }
  }
}
