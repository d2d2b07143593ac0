package dev.serin.training.validate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serin.training.data.Downloader;
import dev.serin.training.data.PhotoSource;
import dev.serin.training.data.PhotoSources;
import dev.serin.training.data.PhotosConfig;
import dev.serin.worker.image.OpenCv;
import dev.serin.worker.testing.SharedData;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Show 6: of 20 of each fault 19 are found, with 1 % of false alarms at most. */
class ValidatorTest {
  private static final long SEED = 20261129;

  /**
   * Photos of TrashNet that are near-duplicates as they come: the same paper or foil, a moment
   * later. Every pair that is found in the clean set was looked at; those that are not here show
   * different things and count as false alarms.
   */
  private static final Set<Set<String>> PAIRS =
      Stream.of(
              "paper/paper246 paper/paper349",
              "metal/metal394 metal/metal76",
              "paper/paper180 paper/paper284",
              "paper/paper147 paper/paper99",
              "paper/paper123 paper/paper547",
              "metal/metal141 metal/metal390",
              "paper/paper345 paper/paper451",
              "paper/paper522 paper/paper534",
              "metal/metal122 metal/metal57",
              "paper/paper68 paper/paper74",
              "paper/paper2 paper/paper40")
          .map(pair -> Set.of(("train/" + pair.replace(" ", ".jpg train/") + ".jpg").split(" ")))
          .collect(Collectors.toSet());

  @BeforeAll
  static void loadOpenCv() {
    OpenCv.load();
  }

  @Test
  void validate_saltedScenes_findsNineteenOfTwenty() throws IOException {
    SplittableRandom random = new SplittableRandom(SEED);
    SaltedPhotos salted = new SaltedPhotos(Scenes.photos(720, random), random);

    Validation validation = validate(salted.salted(Set.of()));

    assertThat(validation.labelsJudged()).isTrue();
    assertScores("scenes", salted, validation, Set.of(), Set.of());
  }

  @Test
  void validate_saltedTrashNet_findsNineteenOfTwenty() throws IOException {
    String zip = SharedData.require("data/train/trashnet150-train.zip").toString();
    PhotosConfig config = PhotosConfig.of(zip, PhotosConfig.Shares.DEFAULT);
    try (PhotoSource source = new PhotoSources(new Downloader()).open(config, line -> {})) {
      SaltedPhotos salted = new SaltedPhotos(source.photos(), new SplittableRandom(SEED));
      // Outline and colour do not tell glass from plastic: labels are not judged, and it says so.
      Set<Check> without = EnumSet.of(Check.LABEL);

      Validation validation = validate(salted.salted(without));

      assertThat(validation.labelsJudged()).isFalse();
      assertScores("TrashNet", salted, validation, without, PAIRS);
    }
  }

  @Test
  void validate_cleanScenes_findsNothing() {
    List<dev.serin.training.data.Photo> photos = Scenes.photos(180, new SplittableRandom(SEED + 1));

    Validation validation = validate(new PhotoSource("clean", photos, 0, () -> {}));

    assertThat(validation.findings()).isEmpty();
    assertThat(validation.hasErrors()).isFalse();
  }

  private static Validation validate(PhotoSource source) {
    return new Validator(Thresholds.DEFAULT, new ShapeAndColour(), 2)
        .validate(source, PhotosConfig.Shares.DEFAULT, done -> {});
  }

  private static void assertScores(
      String set,
      SaltedPhotos salted,
      Validation validation,
      Set<Check> without,
      Set<Set<String>> right) {
    System.out.printf("%s, seed %d, %d clean photos%n", set, SEED, salted.clean());
    Map<Check, SaltedPhotos.Score> scores = salted.scores(validation, right);
    scores.forEach(
        (check, score) ->
            System.out.printf(
                Locale.ROOT,
                "  %-16s found %2d, missed %s, false alarms %d (%.2f %%) %s%n",
                check.id(),
                score.found(),
                score.missed(),
                score.falseAlarms().size(),
                100.0 * score.falseAlarms().size() / salted.clean(),
                score.falseAlarms().stream().sorted().limit(4).toList()));
    scores.forEach(
        (check, score) -> {
          assertThat(score.falseAlarms().size())
              .as("false alarms of %s", check.id())
              .isLessThanOrEqualTo(salted.clean() / 100);
          if (check != Check.IMBALANCE && check != Check.LEAK && !without.contains(check)) {
            assertThat(score.found()).as("found by %s", check.id()).isGreaterThanOrEqualTo(19);
          }
        });
  }
}
