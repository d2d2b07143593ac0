package dev.serin.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SplitByDigestTest {
  private static final PhotosConfig.Shares SHARES =
      new PhotosConfig.Shares(new Share(0.1), new Share(0.2));

  @Test
  void split_manyDigests_sharesAreAsWanted() {
    SplitByDigest rule = new SplitByDigest(SHARES, Set.of());
    Map<Split, Integer> counts = new EnumMap<>(Split.class);
    int n = 100_000;

    for (int i = 0; i < n; i++) {
      counts.merge(rule.split(null, digest(i)), 1, Integer::sum);
    }

    // Four standard deviations of the share.
    assertThat(Objects.requireNonNull(counts.get(Split.VALIDATION)) / (double) n)
        .isCloseTo(0.1, within(0.004));
    assertThat(Objects.requireNonNull(counts.get(Split.TEST)) / (double) n)
        .isCloseTo(0.2, within(0.005));
  }

  @Test
  void split_largerTest_takesNothingAway() {
    SplitByDigest few = new SplitByDigest(SHARES, Set.of());
    SplitByDigest more =
        new SplitByDigest(new PhotosConfig.Shares(new Share(0.1), new Share(0.4)), Set.of());

    for (int i = 0; i < 1000; i++) {
      if (few.split(null, digest(i)) == Split.TEST) {
        assertThat(more.split(null, digest(i))).isEqualTo(Split.TEST);
      }
    }
  }

  @Test
  void split_sourceHasATest_getsNoOther() {
    SplitByDigest rule = new SplitByDigest(SHARES, EnumSet.of(Split.TRAIN, Split.TEST));

    for (int i = 0; i < 1000; i++) {
      assertThat(rule.split(Split.TRAIN, digest(i))).isNotEqualTo(Split.TEST);
      assertThat(rule.split(Split.TEST, digest(i))).isEqualTo(Split.TEST);
    }
  }

  @Test
  void split_knownDigest_isFixedForEver() {
    SplitByDigest rule = new SplitByDigest(SHARES, Set.of());
    StringBuilder splits = new StringBuilder();

    for (int i = 0; i < 30; i++) {
      splits.append(rule.split(null, digest(i)).name().charAt(1));
    }

    // R train, A validation, E test. Another rule would move everyone's photos.
    assertThat(splits).hasToString("EERRRREERERAERRRRAERRREERRAEER");
  }

  private static String digest(int i) {
    return Digests.of(String.valueOf(i).getBytes(StandardCharsets.UTF_8));
  }
}
