package dev.serin.worker.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serin.worker.api.Catalog;
import dev.serin.worker.api.InferenceFailure;
import dev.serin.worker.api.InferenceFailure.Reason;
import dev.serin.worker.api.ModelInfo;
import dev.serin.worker.api.VersionInfo;
import dev.serin.worker.api.VersionInfo.State;
import dev.serin.worker.image.ImageDecoder;
import dev.serin.worker.image.OpenCv;
import dev.serin.worker.onnx.OnnxEngine;
import dev.serin.worker.testing.ModelFolders;
import dev.serin.worker.testing.ModelFolders.Broken;
import dev.serin.worker.testing.TinyGraph;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ModelRepositoryTest {
  private static final String CHANGED = "its files changed on disk; refused";

  /** Puts versions to work and counts them. */
  private final class Opener implements VersionOpener<LoadedVersion> {
    private final Map<String, Integer> open = new HashMap<>();

    @Override
    public LoadedVersion open(String model, String version, LoadedVersion loaded) {
      if (refused.contains(version)) {
        throw new IllegalStateException("no room");
      }
      open.merge(model + "/" + version, 1, Integer::sum);
      return loaded;
    }

    @Override
    public void close(LoadedVersion version) {
      closed.add(version);
      version.close();
    }
  }

  private final List<String> refused = new ArrayList<>();
  private final List<LoadedVersion> closed = new ArrayList<>();
  private final List<Catalog> published = new ArrayList<>();
  private final Opener opener = new Opener();
  private final Path root;
  private final ModelFolders folders;
  private final ModelRepository<LoadedVersion> repository;

  ModelRepositoryTest(@TempDir Path root) {
    OpenCv.load();
    this.root = root;
    folders = new ModelFolders(root);
    VersionLoader loader =
        new VersionLoader(
            (model, digest) -> OnnxEngine.onCpu(1),
            new VersionProof(new ImageDecoder(1_000_000)),
            root.resolveSibling("copies"));
    repository =
        new ModelRepository<>(root, Provider.CPU, loader, opener, Runnable::run, published::add);
  }

  @AfterEach
  void closeRepository() {
    repository.close();
    int opened = opener.open.values().stream().mapToInt(Integer::intValue).sum();
    assertThat(closed).as("everything that was opened").hasSize(opened);
  }

  @Test
  void scan_emptyFolder_isACompleteCatalog() throws Exception {
    assertThat(repository.catalog().complete()).isFalse();
    repository.scan();
    assertThat(repository.catalog()).isEqualTo(new Catalog(true, List.of()));
    repository.scan();
    assertThat(published).hasSize(1);
  }

  @Test
  void scan_noFolder_throwsAndChangesNothing() throws Exception {
    folders.write("m", "1", TinyGraph.rgb());
    repository.scan();
    Path aside = root.resolveSibling("aside-" + System.nanoTime());
    Files.move(root, aside);
    try {
      assertThatThrownBy(() -> repository.scan()).isInstanceOf(IOException.class);
      assertThat(state("m", "1")).isEqualTo(State.READY);
    } finally {
      Files.move(aside, root);
    }
  }

  @Test
  void scan_modelForAnotherProvider_isLeftOutAsLongAsItIs() throws Exception {
    folders.write("m", "1", TinyGraph.rgb());
    folders.write("n", "1", TinyGraph.rgb());
    Path file = root.resolve("m").resolve("model.yaml");
    Files.writeString(file, "stable: \"1\"\nprovider: cuda\n");
    repository.scan();
    assertThat(repository.catalog().models()).extracting(ModelInfo::name).containsExactly("n");
    assertThat(model("n").version("1").orElseThrow().providers()).containsExactly("cpu");

    Files.writeString(file, "stable: \"1\"\nprovider: gpu\n");
    repository.scan();
    assertThat(repository.catalog().models()).as("a mistake changes nothing").hasSize(1);

    Files.writeString(file, "stable: \"1\"\nprovider: cpu\n");
    repository.scan();
    repository.scan();
    assertThat(state("m", "1")).isEqualTo(State.READY);

    Files.writeString(file, "stable: \"1\"\nprovider: cuda\n");
    repository.scan();
    assertThat(repository.catalog().models()).extracting(ModelInfo::name).containsExactly("n");
  }

  @Test
  void scan_goodVersions_areReadyInNaturalOrder() throws Exception {
    folders.write("m", "10", TinyGraph.rgb().nhwc());
    folders.write("m", "2", TinyGraph.rgb().uint8().weights(new float[][] {{1, 0, 0}, {0, 1, 0}}));
    folders.write("m", "3", TinyGraph.rgb().fixedBatch(4).softmax().fourDimensional());
    folders.write("n", "1", TinyGraph.rgb());
    folders.stable("m", "10");
    repository.scan();
    ModelInfo model = model("m");
    assertThat(model.versions()).extracting(VersionInfo::version).containsExactly("2", "3", "10");
    assertThat(model.versions()).allMatch(v -> v.state() == State.READY && v.reason() == null);
    assertThat(model.stable()).isEqualTo("10");
    assertThat(model("n").stable()).isEqualTo("1");
    assertThat(info("m", "10").labels()).containsExactly("red", "green", "blue");
    assertThat(info("m", "10").digest()).hasSize(64).isNotEqualTo(info("m", "3").digest());
  }

  @ParameterizedTest
  @EnumSource(Broken.class)
  void scan_brokenVersion_failsWithItsReasonAndDisturbsNobody(Broken fault) throws Exception {
    folders.write("m", "1", TinyGraph.rgb());
    folders.write("m", "2", fault);
    folders.write("m", "3", TinyGraph.rgb());
    repository.scan();
    assertThat(info("m", "2").state()).isEqualTo(State.FAILED);
    assertThat(info("m", "2").reason()).contains(fault.reason());
    assertThat(state("m", "1")).isEqualTo(State.READY);
    assertThat(state("m", "3")).isEqualTo(State.READY);
    refuses("m", "2", Reason.VERSION_NOT_READY, "version '2' of model 'm' is failed");
  }

  @ParameterizedTest
  @EnumSource(
      value = Broken.class,
      names = {"WRONG_DIGEST", "TRUNCATED_GRAPH", "UNKNOWN_KEY", "GOLDEN_OFF"})
  void scan_failedVersionRepaired_becomesReady(Broken fault) throws Exception {
    folders.write("m", "1", fault);
    repository.scan();
    assertThat(state("m", "1")).isEqualTo(State.FAILED);
    folders.remove("m", "1");
    folders.write("m", "1", TinyGraph.rgb());
    repository.scan();
    assertThat(state("m", "1")).isEqualTo(State.LOADING);
    refuses("m", "1", Reason.VERSION_NOT_READY, "version '1' of model 'm' is loading");
    repository.scan();
    assertThat(state("m", "1")).isEqualTo(State.READY);
  }

  @Test
  void scan_openerThrows_failsAndClosesWhatWasLoaded() throws Exception {
    refused.add("1");
    folders.write("m", "1", TinyGraph.rgb());
    folders.write("m", "2", TinyGraph.rgb());
    repository.scan();
    assertThat(info("m", "1").reason()).isEqualTo("it cannot be loaded; the log says why");
    assertThat(state("m", "2")).isEqualTo(State.READY);
  }

  @Test
  void scan_newVersion_joinsOnlyAfterItsFilesRested() throws Exception {
    folders.write("m", "1", TinyGraph.rgb());
    repository.scan();
    Path folder = folders.write("m", "2", TinyGraph.rgb());
    Path late = folder.resolve("golden/late.txt");
    for (String part : List.of("a", "ab", "abc")) {
      repository.scan();
      assertThat(state("m", "2")).isEqualTo(State.LOADING);
      Files.writeString(late, part);
    }
    repository.scan();
    assertThat(state("m", "2")).isEqualTo(State.LOADING);
    repository.scan();
    assertThat(state("m", "2")).isEqualTo(State.READY);
    assertThat(model("m").stable()).as("a newcomer takes nothing over").isEqualTo("1");
  }

  @Test
  void scan_removedVersion_isClosedOnlyAfterTheLastLease() throws Exception {
    folders.write("m", "1", TinyGraph.rgb());
    repository.scan();
    Lease<LoadedVersion> one = repository.lease("m", "1");
    Lease<LoadedVersion> two = repository.lease("m", "1");
    folders.remove("m", "1");
    repository.scan();
    assertThat(repository.catalog().model("m")).isEmpty();
    refuses("m", "1", Reason.UNKNOWN_MODEL, "there is no model 'm'");
    one.close();
    one.close();
    assertThat(closed).isEmpty();
    two.close();
    assertThat(closed).containsExactly(two.value());
  }

  @Test
  void scan_otherBytesUnderTheSameName_areRefusedAndTheLoadedGoesOn() throws Exception {
    folders.write("m", "1", TinyGraph.rgb());
    repository.scan();
    String digest = info("m", "1").digest();
    folders.write("m", "1", TinyGraph.rgb().variant(2));
    repository.scan();
    assertThat(info("m", "1").reason()).startsWith(CHANGED);
    assertThat(info("m", "1").digest()).isEqualTo(digest);
    assertThat(state("m", "1")).isEqualTo(State.READY);
    repository.lease("m", "1").close();
    folders.write("m", "1", TinyGraph.rgb());
    repository.scan();
    assertThat(info("m", "1").reason()).as("the old bytes are back").isNull();
  }

  @Test
  void scan_otherLabelsUnderTheSameName_areRefused() throws Exception {
    Path folder = folders.write("m", "1", TinyGraph.rgb());
    repository.scan();
    Files.writeString(folder.resolve("labels.txt"), "blue\ngreen\nred\n");
    repository.scan();
    assertThat(info("m", "1").reason()).startsWith(CHANGED);
    assertThat(info("m", "1").labels()).containsExactly("red", "green", "blue");
  }

  @Test
  void scan_fileTouched_changesNothing() throws Exception {
    Path folder = folders.write("m", "1", TinyGraph.rgb());
    repository.scan();
    Files.writeString(folder.resolve("README.md"), "new");
    repository.scan();
    assertThat(info("m", "1").reason()).isNull();
    assertThat(published).hasSize(1);
  }

  @Test
  void scan_versionIsALinkToAFolder_seesItsChanges() throws Exception {
    folders.write("elsewhere", "1", TinyGraph.rgb());
    Path store = Files.move(root.resolve("elsewhere"), root.resolve(".elsewhere"));
    Files.createDirectories(root.resolve("m"));
    Files.createSymbolicLink(root.resolve("m").resolve("1"), store.resolve("1"));
    repository.scan();
    assertThat(state("m", "1")).isEqualTo(State.READY);
    Files.writeString(store.resolve("1").resolve("labels.txt"), "a\nb\nc\n");
    repository.scan();
    assertThat(info("m", "1").reason()).startsWith(CHANGED);
  }

  @Test
  void scan_otherDataFileUnderTheSameName_isRefused() throws Exception {
    Path folder = folders.write("m", "1", TinyGraph.rgb().dataIn("model.onnx.data"));
    repository.scan();
    byte[] other = TinyGraph.rgb().data();
    other[0]++;
    Files.write(folder.resolve("model.onnx.data"), other);
    repository.scan();
    assertThat(info("m", "1").reason()).startsWith(CHANGED);
    assertThat(state("m", "1")).isEqualTo(State.READY);
  }

  @Test
  void scan_removedAndOtherBytesAdded_hasAnotherDigest() throws Exception {
    folders.write("m", "1", TinyGraph.rgb());
    repository.scan();
    String digest = info("m", "1").digest();
    folders.remove("m", "1");
    repository.scan();
    folders.write("m", "1", TinyGraph.rgb().variant(2));
    repository.scan();
    repository.scan();
    assertThat(state("m", "1")).isEqualTo(State.READY);
    assertThat(info("m", "1").digest()).isNotEqualTo(digest);
  }

  @Test
  void scan_foldersThatAreNoVersions_areLeftOut() throws Exception {
    folders.write("m", "1", TinyGraph.rgb());
    folders.write("m", ".2", TinyGraph.rgb());
    folders.write(".hidden", "1", TinyGraph.rgb());
    Files.createDirectories(root.resolve("m/samples"));
    Files.writeString(root.resolve("m/notes.txt"), "no folder");
    Files.createDirectories(root.resolve("empty"));
    repository.scan();
    assertThat(repository.catalog().models()).extracting(ModelInfo::name).containsExactly("m");
    assertThat(model("m").versions()).extracting(VersionInfo::version).containsExactly("1");
  }

  @Test
  void scan_nameThatIsNone_fails() throws Exception {
    folders.write("m", "a b", TinyGraph.rgb());
    folders.write("m", "1", TinyGraph.rgb());
    repository.scan();
    assertThat(info("m", "a b").reason()).startsWith("'m/a b' is not a name");
    assertThat(state("m", "1")).isEqualTo(State.READY);
  }

  @Test
  void stable_badModelFile_keepsTheLast() throws Exception {
    folders.write("m", "1", TinyGraph.rgb());
    folders.write("m", "2", TinyGraph.rgb().variant(2));
    folders.stable("m", "2");
    repository.scan();
    for (String bad : List.of("", "stable: [", "stabel: '1'", "stable: {}", "stable:")) {
      folders.modelFile("m", bad);
      repository.scan();
      assertThat(model("m").stable()).as(bad).isEqualTo("2");
    }
    folders.stable("m", "1");
    repository.scan();
    assertThat(model("m").stable()).isEqualTo("1");
    Files.delete(root.resolve("m/model.yaml"));
    repository.scan();
    assertThat(model("m").stable()).as("without the file").isEqualTo("1");
  }

  @Test
  void stable_withoutModelFile_isTheFirstReady() throws Exception {
    folders.write("m", "1", Broken.WRONG_DIGEST);
    folders.write("m", "10", TinyGraph.rgb());
    folders.write("m", "9", TinyGraph.rgb());
    repository.scan();
    assertThat(model("m").stable()).isEqualTo("9");
    folders.remove("m", "9");
    repository.scan();
    assertThat(model("m").stable()).isEqualTo("10");
  }

  @Test
  void scan_backWhileItsLastRequestRuns_waitsForTheName() throws Exception {
    folders.write("m", "1", TinyGraph.rgb());
    repository.scan();
    Lease<LoadedVersion> underWay = repository.lease("m", "1");
    folders.remove("m", "1");
    repository.scan();
    folders.write("m", "1", TinyGraph.rgb());
    for (int scans = 0; scans < 3; scans++) {
      repository.scan();
      assertThat(state("m", "1")).isEqualTo(State.LOADING);
    }
    underWay.close();
    repository.scan();
    assertThat(state("m", "1")).isEqualTo(State.READY);
    assertThat(closed).hasSize(1);
  }

  @Test
  void lease_unknown_saysWhatIsUnknown() throws Exception {
    folders.write("m", "1", TinyGraph.rgb());
    repository.scan();
    refuses("m", "2", Reason.UNKNOWN_VERSION, "model 'm' has no version '2'");
    refuses("m", "../1", Reason.UNKNOWN_VERSION, "model 'm' has no version '../1'");
    refuses("n", "1", Reason.UNKNOWN_MODEL, "there is no model 'n'");
  }

  private void refuses(String model, String version, Reason reason, String message) {
    assertThatThrownBy(() -> repository.lease(model, version))
        .isInstanceOfSatisfying(
            InferenceFailure.class, e -> assertThat(e.reason()).isEqualTo(reason))
        .hasMessage(message);
  }

  private ModelInfo model(String model) {
    return repository.catalog().model(model).orElseThrow();
  }

  private VersionInfo info(String model, String version) {
    return model(model).version(version).orElseThrow();
  }

  private State state(String model, String version) {
    return info(model, version).state();
  }
}
