package dev.serin.worker.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serin.worker.image.ImageDecoder;
import dev.serin.worker.image.OpenCv;
import dev.serin.worker.onnx.OnnxEngine;
import dev.serin.worker.testing.ModelFolders;
import dev.serin.worker.testing.TinyGraph;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which files a version is made of, and what its identity is made of. */
final class VersionLoaderTest {
  private static final String DATA = "model.onnx.data";

  private final Path root;
  private final Path copies;
  private final ModelFolders folders;

  VersionLoaderTest(@TempDir Path root) throws IOException {
    this.root = root;
    copies = root.resolve("copies");
    folders = new ModelFolders(Files.createDirectories(root.resolve("models")));
  }

  @BeforeAll
  static void loadOpenCv() {
    OpenCv.load();
  }

  @ParameterizedTest
  @ValueSource(strings = {DATA, "weights/part 1.bin", "./model.bin"})
  void load_dataFileInTheFolder_answersWithItsWeights(String location) throws Exception {
    TinyGraph graph = TinyGraph.rgb().dataIn(location);
    try (LoadedVersion version = loader().load(folders.write("m", "1", graph))) {
      assertThat(answer(version)).containsExactly(10, 0, 0);
    }
    try (Stream<Path> left = Files.list(copies)) {
      assertThat(left).as("private copies after the load").isEmpty();
    }
  }

  @Test
  void run_dataFileChangesOnDisk_answersStay() throws Exception {
    Path folder = folders.write("m", "1", TinyGraph.rgb().dataIn(DATA));
    try (LoadedVersion version = loader().load(folder)) {
      try (RandomAccessFile data = new RandomAccessFile(folder.resolve(DATA).toFile(), "rw")) {
        data.write(new byte[(int) data.length()]);
        data.setLength(0);
      }
      assertThat(answer(version)).containsExactly(10, 0, 0);
    }
  }

  @Test
  void load_workingDirectoryHasTheDataFile_isNotRead() throws Exception {
    String location = "serin-" + ProcessHandle.current().pid() + ".data";
    Path trap = Path.of(location).toAbsolutePath();
    Path folder = folders.write("m", "1", TinyGraph.rgb().dataIn(location));
    Files.move(folder.resolve(location), trap);
    try {
      refuses(folder, "in the data file '" + location + "', which is not in the version's folder");
    } finally {
      Files.delete(trap);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"../outside.data", "sub/../../outside.data", "*/_ORT_MEM_ADDR_/*", ""})
  void load_dataFileOutsideTheFolder_isRefused(String location) throws Exception {
    Path folder = folders.write("m", "1", TinyGraph.rgb());
    Files.write(folder.resolveSibling("outside.data"), TinyGraph.rgb().data());
    graph(folder, TinyGraph.rgb().dataIn(location));
    refuses(folder, "tensor 'weights' in the data file '" + location + "', ");
  }

  @Test
  void load_dataFileByAbsolutePathOrLinkToOutside_isRefused() throws Exception {
    Path outside = Files.write(root.resolve("outside.data"), TinyGraph.rgb().data());
    Path folder = folders.write("m", "1", TinyGraph.rgb());
    graph(folder, TinyGraph.rgb().dataIn(outside.toString()));
    refuses(folder, "outside of the version's folder");
    graph(folder, TinyGraph.rgb().dataIn(DATA));
    Files.createSymbolicLink(folder.resolve(DATA), outside);
    refuses(folder, "outside of the version's folder");
  }

  @Test
  void load_folderAndFilesAreLinksWithin_answers() throws Exception {
    Path folder = folders.write("m", "1", TinyGraph.rgb().dataIn(DATA));
    Path store = Files.createDirectories(folder.resolve("..data"));
    Files.move(folder.resolve(DATA), store.resolve(DATA));
    Files.createSymbolicLink(folder.resolve(DATA), Path.of("..data", DATA));
    Path link = Files.createSymbolicLink(folder.resolveSibling("2"), folder);
    try (LoadedVersion version = loader().load(link)) {
      assertThat(answer(version)).containsExactly(10, 0, 0);
    }
  }

  @Test
  void load_dataFileCutShortOrAPointer_saysSo() throws Exception {
    Path folder = folders.write("m", "1", TinyGraph.rgb().dataIn(DATA));
    byte[] data = TinyGraph.rgb().data();
    Files.write(folder.resolve(DATA), java.util.Arrays.copyOf(data, data.length - 1));
    refuses(folder, "up to byte 100, but the file has 99 bytes: it was cut short");
    Files.writeString(folder.resolve(DATA), "version https://git-lfs.github.com/spec/v1\noid x\n");
    refuses(folder, "model.onnx.data is a Git LFS pointer (49 bytes)", "run \"git lfs pull\"");
  }

  @Test
  void load_moreThanTheMemory_isRefusedWithNumbers() throws Exception {
    Path folder = folders.write("m", "1", TinyGraph.rgb().dataIn(DATA));
    try (RandomAccessFile data = new RandomAccessFile(folder.resolve(DATA).toFile(), "rw")) {
      data.setLength(700 << 20); // sparse: takes no room on disk
    }
    VersionLoader loader = loader(new MemoryCheck(() -> 358 << 20));
    assertThatThrownBy(() -> loader.load(folder))
        .isInstanceOf(InvalidFileException.class)
        .hasMessageContaining("model.onnx needs about 700 MiB of memory")
        .hasMessageContaining("358 MiB are free");
  }

  @Test
  void load_littleOnABusyMachine_isServed() throws Exception {
    Path folder = folders.write("m", "1", TinyGraph.rgb());
    loader(new MemoryCheck(() -> -1)).load(folder).close();
  }

  @Test
  void digest_onlyWhatDecidesAnAnswer_isPartOfIt() throws Exception {
    Path folder = folders.write("m", "1", TinyGraph.rgb().dataIn(DATA));
    VersionLoader loader = loader();
    String digest = loader.digest(folder);
    Path manifest = folder.resolve(Manifest.FILE_NAME);
    String text = Files.readString(manifest);
    Files.writeString(manifest, "# a comment\n" + text + "origin: {trained: today}\n");
    assertThat(loader.digest(folder)).as("comment and origin").isEqualTo(digest);
    for (String[] change :
        new String[][] {
          {"filter: area", "filter: linear"},
          {"orient: exif", "orient: none"},
          {"activation: softmax", "activation: none"},
          {"decode: exact", "decode: reduced"}
        }) {
      assertThat(text).contains(change[0]);
      Files.writeString(manifest, text.replace(change[0], change[1]));
      assertThat(loader.digest(folder)).as(change[1]).isNotEqualTo(digest);
    }
    Files.writeString(manifest, text);
    byte[] data = TinyGraph.rgb().data();
    data[data.length - 1]++;
    Files.write(folder.resolve(DATA), data);
    assertThat(loader.digest(folder)).as("data file").isNotEqualTo(digest);
    Files.write(folder.resolve(DATA), TinyGraph.rgb().data());
    Files.writeString(folder.resolve("labels.txt"), "crimson\ngreen\nblue\n");
    assertThat(loader.digest(folder)).as("labels").isNotEqualTo(digest);
  }

  /** Journals hold these digests: where this fails, every version would be refused. */
  @Test
  void digest_isTheSameInEveryRelease() throws Exception {
    assertThat(loader().digest(folders.write("m", "1", TinyGraph.rgb())))
        .isEqualTo("5afba8a70fa150658868e4c74a3593f58448a0580380b0592b0e05ceb82f584a");
    assertThat(loader().digest(folders.write("m", "2", TinyGraph.rgb().nhwc().dataIn(DATA))))
        .isEqualTo("4f1282b10615fa1a1553535ed2f965c20e4d564cbf607cc621bbf8e87c45c6a9");
  }

  private VersionLoader loader() {
    return loader(MemoryCheck.ofProcess());
  }

  private VersionLoader loader(MemoryCheck memory) {
    return new VersionLoader(
        (model, digest) -> OnnxEngine.onCpu(1),
        new VersionProof(new ImageDecoder(1_000_000)),
        copies,
        memory);
  }

  /** Puts another graph into {@code folder}, and its digest into the manifest. */
  private static void graph(Path folder, TinyGraph graph) throws IOException {
    byte[] before = Files.readAllBytes(folder.resolve("model.onnx"));
    Files.write(folder.resolve("model.onnx"), graph.bytes());
    Path manifest = folder.resolve(Manifest.FILE_NAME);
    Files.writeString(
        manifest,
        Files.readString(manifest)
            .replace(ModelFolders.sha256(before), ModelFolders.sha256(graph.bytes())));
  }

  private void refuses(Path folder, String... why) {
    assertThatThrownBy(() -> loader().load(folder).close())
        .isInstanceOf(InvalidFileException.class)
        .satisfies(e -> assertThat(e.getMessage()).contains(List.of(why)));
  }

  /** To a red image. */
  private static float[] answer(LoadedVersion version) {
    ByteBuffer input = Probes.input(version, 1);
    int pixels = input.capacity() / 4 / 3;
    for (int i = 0; i < 3 * pixels; i++) {
      input.putFloat(i < pixels ? 1 : 0);
    }
    return version.graph().run(input.flip(), 1);
  }
}
