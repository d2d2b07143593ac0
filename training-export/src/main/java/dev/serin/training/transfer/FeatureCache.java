package dev.serin.training.transfer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Features on disk, by {@link FeatureKeys}: {@code FOLDER/BACKBONE/NAME.features}, a folder for
 * each backbone with its cut and preprocessing. Files are written once, and the ones that were of
 * no use for longest go when all together grow too large. Several processes may share a folder.
 */
final class FeatureCache {
  private static final long BYTES_MAX = 4L << 30;

  /** What a training that is ended by force loses. */
  private static final int PACK_BYTES_MAX = 2 << 20;

  private final Path folder;
  private final long bytesMax;
  private final Clock clock;

  /** A cache of 4 GiB at most. */
  FeatureCache(Path folder) {
    this(folder, BYTES_MAX, Clock.systemUTC());
  }

  FeatureCache(Path folder, long bytesMax, Clock clock) {
    this.folder = folder;
    this.bytesMax = bytesMax;
    this.clock = clock;
  }

  /** How many records a file has at most. */
  static int recordsMax(int features) {
    return Math.max(1, PACK_BYTES_MAX / FeaturePack.recordBytes(features));
  }

  /** The features that are there of {@code wanted} keys; {@code backbone} as in the keys. */
  Map<String, float[]> read(String backbone, int features, Set<String> wanted) throws IOException {
    Map<String, float[]> found = new HashMap<>();
    for (Path file : packs(folder.resolve(backbone))) {
      int before = found.size();
      try {
        FeaturePack.read(
            file,
            features,
            (key, values) -> {
              if (wanted.contains(key)) {
                found.put(key, values);
              }
            });
        if (found.size() > before) {
          Files.setLastModifiedTime(file, FileTime.from(clock.instant()));
        }
      } catch (NoSuchFileException e) {
        // Another process has removed it; what it held is computed anew.
        continue;
      }
    }
    return found;
  }

  /** Adds a file; at most {@link #recordsMax} records. */
  void write(String backbone, int features, Map<String, float[]> records) throws IOException {
    Path place = Files.createDirectories(folder.resolve(backbone));
    Path file = place.resolve(UUID.randomUUID() + FeaturePack.SUFFIX);
    FeaturePack.write(file, features, records);
    Files.setLastModifiedTime(file, FileTime.from(clock.instant()));
    makeRoom(file);
  }

  private void makeRoom(Path written) throws IOException {
    record Pack(Path file, long bytes, FileTime used) {}
    List<Pack> packs = new ArrayList<>();
    long sum = 0;
    for (Path backbone : children(folder)) {
      for (Path file : packs(backbone)) {
        try {
          Pack pack = new Pack(file, Files.size(file), Files.getLastModifiedTime(file));
          packs.add(pack);
          sum += pack.bytes();
        } catch (NoSuchFileException e) {
          continue;
        }
      }
    }
    packs.sort(Comparator.comparing(Pack::used));
    for (Pack pack : packs) {
      if (sum > bytesMax && !pack.file().equals(written)) {
        Files.deleteIfExists(pack.file());
        sum -= pack.bytes();
      }
    }
  }

  private static List<Path> packs(Path backbone) throws IOException {
    return children(backbone).stream()
        .filter(f -> f.toString().endsWith(FeaturePack.SUFFIX))
        .sorted()
        .toList();
  }

  private static List<Path> children(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> children = Files.list(folder)) {
      return children.toList();
    }
  }
}
