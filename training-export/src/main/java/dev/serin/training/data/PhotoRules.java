package dev.serin.training.data;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What must hold for a set of photos to be trained and measured on. */
final class PhotoRules {
  private static final int SHOWN_MAX = 5;

  private PhotoRules() {}

  /** The names of the classes, sorted; by number where all are numbers. */
  static List<String> labels(Collection<CheckedPhoto> photos) {
    Set<String> names = new TreeSet<>();
    photos.forEach(p -> names.add(p.photo().label()));
    if (names.stream().allMatch(n -> n.matches("\\d{1,9}"))) {
      return names.stream().sorted(Comparator.comparingInt(Integer::parseInt)).toList();
    }
    return List.copyOf(names);
  }

  /**
   * @param wanted names of the classes; empty for any
   * @throws DataException where a class has too few photos, is not wanted, is missing, or shares a
   *     photo with another one
   */
  static void checkClasses(List<CheckedPhoto> photos, List<String> wanted) {
    Map<String, List<CheckedPhoto>> classes = new TreeMap<>();
    photos.forEach(p -> classes.computeIfAbsent(p.photo().label(), l -> new ArrayList<>()).add(p));
    if (classes.size() < 2) {
      throw new DataException(
          "all photos are of one class, %s: there is nothing to tell apart"
              .formatted(classes.keySet()));
    }
    for (String label : wanted) {
      if (!classes.containsKey(label)) {
        throw new DataException(
            "there is no photo of class %s, which photos.labels names".formatted(label));
      }
    }
    classes.forEach(
        (label, members) -> {
          String first = members.get(0).photo().name();
          if (!wanted.isEmpty() && !wanted.contains(label)) {
            throw new DataException(
                "photos.labels does not name class %s, which %s is of".formatted(label, first));
          }
          if (members.size() < 2) {
            throw new DataException(
                "class %s has one photo, %s: 2 are the least, and dozens the least that help; add photos of it, or take it out"
                    .formatted(label, first));
          }
        });
    checkOneClassEach(photos);
  }

  private static void checkOneClassEach(List<CheckedPhoto> photos) {
    Map<String, CheckedPhoto> byDigest = new HashMap<>();
    List<String> clashes = new ArrayList<>();
    for (CheckedPhoto photo : photos) {
      CheckedPhoto earlier = byDigest.putIfAbsent(photo.digest(), photo);
      if (earlier != null && !earlier.photo().label().equals(photo.photo().label())) {
        clashes.add(
            "%s (%s) and %s (%s)"
                .formatted(
                    earlier.photo().name(),
                    earlier.photo().label(),
                    photo.photo().name(),
                    photo.photo().label()));
      }
    }
    if (!clashes.isEmpty()) {
      throw new DataException(
          "the same photo is in two classes: %s%s; remove the wrong one, or have `./serin data validate --fix` list the rest"
              .formatted(
                  clashes.stream().limit(SHOWN_MAX).collect(Collectors.joining("; ")),
                  clashes.size() > SHOWN_MAX
                      ? "; and %,d more".formatted(clashes.size() - SHOWN_MAX)
                      : ""));
    }
  }

  /**
   * Leaves out copies of a photo that the source puts in two splits: the one that measures stays.
   */
  static List<SplitPhoto> withoutLeaks(List<SplitPhoto> photos, List<Skipped> skipped) {
    Map<String, SplitPhoto> keeps = new LinkedHashMap<>();
    for (SplitPhoto photo : photos) {
      keeps.merge(photo.digest(), photo, (a, b) -> b.split().compareTo(a.split()) > 0 ? b : a);
    }
    List<SplitPhoto> kept = new ArrayList<>(photos.size());
    for (SplitPhoto photo : photos) {
      SplitPhoto keep = keeps.get(photo.digest());
      if (keep == null || keep.split() == photo.split()) {
        kept.add(photo);
      } else {
        skipped.add(
            new Skipped(
                photo.photo().name(),
                "the same photo as %s, which is in %s"
                    .formatted(keep.photo().name(), keep.split().label())));
      }
    }
    return kept;
  }

  /**
   * @throws DataException where a class has nothing to train on, or a wanted split is empty
   */
  static void checkSplits(
      List<SplitPhoto> photos, List<String> labels, PhotosConfig.Shares shares) {
    Set<String> trained =
        photos.stream()
            .filter(p -> p.split() == Split.TRAIN)
            .map(p -> p.photo().label())
            .collect(Collectors.toSet());
    for (String label : labels) {
      if (!trained.contains(label)) {
        throw new DataException(
            "no photo of class %s is left to train on; add photos, or lower photos.split"
                .formatted(label));
      }
    }
    checkNotEmpty(photos, Split.VALIDATION, shares.validation());
    checkNotEmpty(photos, Split.TEST, shares.test());
  }

  private static void checkNotEmpty(List<SplitPhoto> photos, Split split, Share share) {
    if (share.value() > 0 && photos.stream().noneMatch(p -> p.split() == split)) {
      throw new DataException(
          "none of %,d photos fell to %s, whose share is %s; add photos, or raise photos.split.%s"
              .formatted(photos.size(), split.label(), share, split.label()));
    }
  }
}
