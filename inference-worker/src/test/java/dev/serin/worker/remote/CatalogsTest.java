package dev.serin.worker.remote;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serin.worker.api.Catalog;
import dev.serin.worker.api.ModelInfo;
import dev.serin.worker.api.VersionInfo;
import dev.serin.worker.api.VersionInfo.State;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CatalogsTest {
  @Test
  void merge_nothing_isNotComplete() {
    assertThat(Catalogs.merge(List.of())).isEqualTo(Catalog.EMPTY);
  }

  @Test
  void merge_differentVersions_hasAllInNaturalOrder() {
    Catalog merged =
        Catalogs.merge(
            List.of(
                catalog("pets", ready("2", "aa"), ready("10", "bb")),
                catalog("pets", ready("1", "cc"))));
    assertThat(merged.complete()).isTrue();
    assertThat(merged.models().get(0).versions())
        .extracting(VersionInfo::version)
        .containsExactly("1", "2", "10");
  }

  @Test
  void merge_readyOnOneOnly_isReady() {
    VersionInfo loading = new VersionInfo("1", State.LOADING, null, null, List.of(), null);
    Catalog merged =
        Catalogs.merge(List.of(catalog("pets", loading), catalog("pets", ready("1", "aa"))));
    assertThat(merged.models().get(0).versions().get(0).state()).isEqualTo(State.READY);
  }

  @Test
  void merge_otherBytesUnderOneName_isWhatMostHave() {
    Catalog merged =
        Catalogs.merge(
            List.of(
                catalog("pets", ready("1", "aa")),
                catalog("pets", ready("1", "bb")),
                catalog("pets", ready("1", "bb"))));
    assertThat(merged.models().get(0).versions().get(0).digest()).isEqualTo("bb");
  }

  @Test
  void merge_onSeveralProviders_namesThoseOfThatDigest() {
    Catalog merged =
        Catalogs.merge(
            List.of(
                catalog("pets", on(ready("1", "aa"), "cuda")),
                catalog("pets", on(ready("1", "bb"), "other")),
                catalog("pets", on(ready("1", "aa"), "cpu")),
                catalog("pets", on(ready("1", "aa"), "cpu"))));
    assertThat(merged.models().get(0).versions().get(0).providers()).containsExactly("cpu", "cuda");
  }

  private static VersionInfo on(VersionInfo version, String provider) {
    return new VersionInfo(
        version.version(),
        version.state(),
        null,
        version.digest(),
        version.labels(),
        version.accuracy(),
        List.of(provider));
  }

  private static Catalog catalog(String model, VersionInfo... versions) {
    return new Catalog(true, List.of(new ModelInfo(model, "1", List.of(versions))));
  }

  private static VersionInfo ready(String version, String digest) {
    return new VersionInfo(version, State.READY, null, digest, List.of("cat"), 0.9);
  }
}
