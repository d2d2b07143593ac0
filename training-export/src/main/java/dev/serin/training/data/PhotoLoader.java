package dev.serin.training.data;

import dev.serin.worker.image.ImageDecoder;
import dev.serin.worker.image.InputSpec;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Reads, checks and splits the photos of a configuration. Needs OpenCV to be loaded. */
public final class PhotoLoader {
  private final PhotoSources sources;
  private final int threads;

  public PhotoLoader(Downloader downloader) {
    this(new PhotoSources(downloader), Runtime.getRuntime().availableProcessors());
  }

  /**
   * @param threads that read and decode at one time; each holds one photo
   */
  PhotoLoader(PhotoSources sources, int threads) {
    this.sources = sources;
    this.threads = threads;
  }

  /**
   * Reads and decodes every photo once, so that none fails later.
   *
   * @param tell hears what is done and what is left out, a line each
   * @return to be closed
   * @throws DataException where photos cannot be had, too many are unreadable, one lies in two
   *     classes, or a class or split has too few
   */
  public PhotoData load(PhotosConfig config, InputSpec.Orient orient, Consumer<String> tell) {
    PhotoSource source = sources.open(config, tell);
    try {
      return load(config, orient, source, tell);
    } catch (RuntimeException e) {
      source.close();
      throw e;
    }
  }

  private PhotoData load(
      PhotosConfig config, InputSpec.Orient orient, PhotoSource source, Consumer<String> tell) {
    source.requirePhotos();
    ImageDecoder decoder = new ImageDecoder(PhotoLimits.DEFAULT.pixels());
    List<Skipped> skipped = new ArrayList<>();
    List<CheckedPhoto> sound =
        new PhotoCheck(decoder, orient, threads)
            .sound(source.photos(), config.unreadableMax(source.photos().size()), skipped);
    PhotoRules.checkClasses(sound, config.labels());
    List<SplitPhoto> photos =
        PhotoRules.withoutLeaks(
            split(sound, SplitByDigest.of(config.split(), source.photos())), skipped);
    List<String> labels = config.labels().isEmpty() ? PhotoRules.labels(sound) : config.labels();
    PhotoRules.checkSplits(photos, labels, config.split());
    skipped.forEach(s -> tell.accept("left out: " + s.name() + ": " + s.reason()));
    DataManifest manifest =
        DataManifest.of(
            source.description(),
            labels,
            photos.stream().map(SplitPhoto::item).toList(),
            skipped,
            source.ignored());
    Map<Split, ImageSet> sets = sets(photos, labels, decoder, orient);
    return new PhotoData(
        sets.getOrDefault(Split.TRAIN, none(decoder, orient)),
        sets.getOrDefault(Split.VALIDATION, none(decoder, orient)),
        sets.getOrDefault(Split.TEST, none(decoder, orient)),
        labels,
        manifest.digest(),
        manifest,
        List.copyOf(skipped),
        source);
  }

  private static List<SplitPhoto> split(List<CheckedPhoto> sound, SplitByDigest rule) {
    return sound.stream()
        .map(p -> new SplitPhoto(p.photo(), p.digest(), rule.split(p.photo().split(), p.digest())))
        .toList();
  }

  private static Map<Split, ImageSet> sets(
      List<SplitPhoto> photos, List<String> labels, ImageDecoder decoder, InputSpec.Orient orient) {
    Map<Split, List<PhotoSet.Entry>> entries = new EnumMap<>(Split.class);
    for (SplitPhoto photo : photos) {
      entries
          .computeIfAbsent(photo.split(), s -> new ArrayList<>())
          .add(
              new PhotoSet.Entry(
                  photo.photo(), labels.indexOf(photo.photo().label()), photo.digest()));
    }
    Map<Split, ImageSet> sets = new EnumMap<>(Split.class);
    entries.forEach((split, list) -> sets.put(split, new PhotoSet(list, decoder, orient)));
    return sets;
  }

  private static ImageSet none(ImageDecoder decoder, InputSpec.Orient orient) {
    return new PhotoSet(List.of(), decoder, orient);
  }
}
