package dev.serin.gateway.images.store;

import static dev.serin.gateway.images.store.TestFiles.counted;
import static dev.serin.gateway.images.store.TestFiles.image;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serin.worker.api.EncodedImage;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DiskIT {
  private static final int SIZE = 3_000;
  private static final long PLENTY = 1L << 30;

  private final Path folder;
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final AtomicLong now = new AtomicLong(System.currentTimeMillis());

  DiskIT(@TempDir Path folder) {
    this.folder = folder.resolve("images");
  }

  private Disk disk(long bytesMax) {
    return disk(new DiskIndex(bytesMax, 1_000_000), "one");
  }

  private Disk disk(DiskIndex index, String owner) {
    return new Disk(
        new ImageFolder(folder, false, owner),
        index,
        new Pending(folder.resolve("pending")),
        1 << 20,
        () -> Instant.ofEpochMilli(now.get()),
        new StoreMeters(registry),
        new SparseLog(System::nanoTime));
  }

  private static boolean put(Disk disk, int number) throws Exception {
    try (EncodedImage image = image(number, SIZE)) {
      return disk.put(image, false);
    }
  }

  private static boolean has(Disk disk, int number) throws Exception {
    try (EncodedImage found = disk.get(digest(number))) {
      if (found != null) {
        assertThat(TestFiles.content(found)).isEqualTo(TestFiles.bytes(number, SIZE));
      }
      return found != null;
    }
  }

  private static Digest digest(int number) {
    return Digest.of(TestFiles.digest(number, SIZE));
  }

  private Path file(int number) {
    String hex = TestFiles.digest(number, SIZE);
    return folder.resolve(hex.substring(0, 2)).resolve(hex);
  }

  private List<Path> all() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  @Test
  void put_twice_writtenOnce() throws Exception {
    Disk disk = disk(PLENTY);
    assertThat(put(disk, 1)).isTrue();
    Object file = Files.readAttributes(file(1), BasicFileAttributes.class).fileKey();
    assertThat(put(disk, 1)).isFalse();
    assertThat(put(disk(PLENTY), 1)).as("after a restart").isFalse();
    assertThat(Files.readAttributes(file(1), BasicFileAttributes.class).fileKey()).isEqualTo(file);
    assertThat(has(disk, 1)).isTrue();
    assertThat(all()).containsExactly(file(1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"bit", "truncated", "longer", "empty"})
  void get_damagedFile_droppedCountedAndNeverServed(String damage) throws Exception {
    Disk disk = disk(PLENTY);
    put(disk, 1);
    byte[] bytes = Files.readAllBytes(file(1));
    switch (damage) {
      case "bit" -> {
        bytes[SIZE / 2] ^= 1;
        Files.write(file(1), bytes);
      }
      case "truncated" -> Files.write(file(1), Arrays.copyOf(bytes, SIZE / 2));
      case "longer" -> Files.write(file(1), new byte[1], StandardOpenOption.APPEND);
      default -> Files.write(file(1), new byte[0]);
    }
    assertThat(has(disk, 1)).isFalse();
    assertThat(file(1)).doesNotExist();
    assertThat(counted(registry, "serin.images.damaged", "tier", "disk")).isEqualTo(1);
    assertThat(registry.get("serin.images.stored").gauge().value()).isZero();
    assertThat(put(disk, 1)).as("stored again").isTrue();
    assertThat(has(disk, 1)).isTrue();
  }

  @Test
  void put_overADamagedFileOfBeforeTheStart_writtenAnew() throws Exception {
    put(disk(PLENTY), 1);
    byte[] bytes = Files.readAllBytes(file(1));
    bytes[7] ^= 1;
    Files.write(file(1), bytes);
    assertThat(put(disk(PLENTY), 1)).isTrue();
    assertThat(has(disk(PLENTY), 1)).isTrue();
  }

  @Test
  void put_fileDeletedByOthers_writtenAgainOnceItIsNotBelievedAnyMore() throws Exception {
    Disk disk = disk(PLENTY);
    put(disk, 1);
    assertThat(disk.isKnown(digest(1))).isTrue();
    Files.delete(file(1));
    now.addAndGet(Duration.ofSeconds(10).toMillis());
    assertThat(disk.isKnown(digest(1))).isFalse();
    assertThat(put(disk, 1)).isTrue();
    assertThat(has(disk, 1)).isTrue();
  }

  @Test
  void put_overTheBound_leastRecentlyUsedFilesGo() throws Exception {
    Disk disk = disk(3 * DiskIndex.cost(SIZE));
    for (int i = 1; i <= 3; i++) {
      put(disk, i);
    }
    assertThat(has(disk, 1)).as("used again").isTrue();
    put(disk, 4);
    assertThat(file(2)).doesNotExist();
    disk.used(digest(3));
    put(disk, 5);
    assertThat(file(1)).doesNotExist();
    assertThat(Set.copyOf(all())).isEqualTo(Set.of(file(3), file(4), file(5)));
    assertThat(counted(registry, "serin.images.evicted", "tier", "disk")).isEqualTo(2);
  }

  @Test
  void put_largerThanTheDiskMayHold_refusedAndNothingElseLost() throws Exception {
    Disk disk = disk(DiskIndex.cost(SIZE));
    put(disk, 1);
    try (EncodedImage large = image(2, 3 * SIZE)) {
      assertThatThrownBy(() -> disk.put(large, false)).hasMessageContaining("images.disk");
    }
    assertThat(has(disk, 1)).isTrue();
  }

  @Test
  void scan_afterARestart_countsWhatIsThereAndKeepsTheOrderOfUse() throws Exception {
    Disk before = disk(PLENTY);
    for (int i = 1; i <= 4; i++) {
      put(before, i);
      Files.setLastModifiedTime(
          file(i), FileTime.from(Instant.now().minus(Duration.ofHours(9 - i))));
    }
    // A use that is long after the last one that the file knows of is written down.
    assertThat(has(disk(PLENTY), 1)).isTrue();
    Disk after = disk(4 * DiskIndex.cost(SIZE));
    after.scan(() -> false);
    assertThat(registry.get("serin.images.stored").gauges()).isNotEmpty();
    put(after, 5);
    assertThat(file(2)).doesNotExist();
    put(after, 6);
    assertThat(file(3)).doesNotExist();
    assertThat(Set.copyOf(all())).isEqualTo(Set.of(file(1), file(4), file(5), file(6)));
  }

  @Test
  void scan_ofLessRoomThanBefore_leastRecentlyUsedGo() throws Exception {
    Disk before = disk(PLENTY);
    for (int i = 1; i <= 4; i++) {
      put(before, i);
      Files.setLastModifiedTime(file(i), FileTime.from(Instant.now().minusSeconds(90 - i)));
    }
    disk(2 * DiskIndex.cost(SIZE)).scan(() -> false);
    assertThat(Set.copyOf(all())).isEqualTo(Set.of(file(3), file(4)));
  }

  @Test
  void scanAndClean_foreignAndUnfinishedFiles_onlyStaleOnesOfOursGo() throws Exception {
    Disk disk = disk(2 * DiskIndex.cost(SIZE));
    put(disk, 1);
    String hex = TestFiles.digest(1, SIZE);
    List<Path> foreign =
        List.of(
            folder.resolve("README"),
            folder.resolve("ab").resolve("notes.txt"),
            folder.resolve("ab").resolve("c".repeat(64)),
            folder.resolve("tmp").resolve("mine"),
            folder.resolve("tmp").resolve(hex + ".young-1"));
    for (Path file : foreign) {
      Files.createDirectories(file.resolveSibling("."));
      Files.write(file, new byte[100_000]);
    }
    Files.setLastModifiedTime(folder.resolve("tmp").resolve("mine"), FileTime.fromMillis(0));
    Path stale = Files.write(folder.resolve("tmp").resolve(hex + ".0123-9"), new byte[10]);
    Files.setLastModifiedTime(stale, FileTime.from(Instant.now().minusSeconds(120)));
    Disk after = disk(2 * DiskIndex.cost(SIZE));
    after.scan(() -> false);
    after.clean();
    assertThat(stale).doesNotExist();
    assertThat(foreign).allMatch(Files::exists);
    assertThat(has(after, 1)).as("foreign files do not count").isTrue();
  }

  @Test
  void evict_usedByAnotherGatewayMeanwhile_kept() throws Exception {
    Disk one = disk(2 * DiskIndex.cost(SIZE));
    put(one, 1);
    put(one, 2);
    now.addAndGet(Duration.ofHours(2).toMillis());
    Disk other = disk(new DiskIndex(PLENTY, 100), "other");
    assertThat(has(other, 1)).isTrue();
    put(one, 3);
    assertThat(Set.copyOf(all())).isEqualTo(Set.of(file(1), file(3)));
    assertThat(has(other, 2)).as("what another deleted is not there").isFalse();
  }

  @Test
  void put_withABucketBehind_pendingUntilRemoved() throws Exception {
    Disk disk = disk(PLENTY);
    try (EncodedImage image = image(1, SIZE)) {
      disk.put(image, true);
    }
    assertThat(new Pending(folder.resolve("pending")).list(9))
        .containsExactly(TestFiles.digest(1, SIZE));
    disk.remove(digest(1));
    assertThat(all()).isEmpty();
    assertThat(registry.get("serin.images.stored").gauge().value()).isZero();
  }

  /** Two gateways over one folder, each with too little room, several threads in each. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void anything_byManyThreadsOfTwoGateways_neverWrongBytesAndTheCountIsTrue(long seed)
      throws Exception {
    DiskIndex index = new DiskIndex(20 * DiskIndex.cost(SIZE), 1000);
    Disk one = disk(index, "one");
    Disk two = disk(new DiskIndex(15 * DiskIndex.cost(SIZE), 1000), "two");
    ExecutorService threads = Executors.newFixedThreadPool(6);
    try {
      List<Future<Integer>> running = new ArrayList<>();
      SplittableRandom seeds = new SplittableRandom(seed);
      for (int thread = 0; thread < 6; thread++) {
        Disk disk = thread < 4 ? one : two;
        SplittableRandom random = seeds.split();
        Callable<Integer> work = () -> work(disk, random);
        running.add(threads.submit(work));
      }
      int hits = 0;
      for (Future<Integer> thread : running) {
        hits += thread.get(120, TimeUnit.SECONDS);
      }
      assertThat(hits).isPositive();
    } finally {
      threads.shutdownNow();
    }
    assertThat(counted(registry, "serin.images.damaged", "tier", "disk")).isZero();
    List<Path> left = all();
    assertThat(left.stream().map(Path::getParent).collect(Collectors.toSet()))
        .as("unfinished files")
        .doesNotContain(folder.resolve("tmp"));
    // Both counted what the other deleted; asked for, it is found to be gone.
    for (int i = 0; i < 60; i++) {
      has(one, i);
    }
    assertThat(index.bytes()).isEqualTo(cost(all())).isLessThanOrEqualTo(20 * DiskIndex.cost(SIZE));
  }

  private static int work(Disk disk, SplittableRandom random) throws Exception {
    int hits = 0;
    for (int step = 0; step < 600; step++) {
      int number = random.nextInt(60);
      switch (random.nextInt(10)) {
        case 0 -> disk.remove(digest(number));
        case 1, 2, 3, 4 -> put(disk, number);
        default -> hits += has(disk, number) ? 1 : 0;
      }
    }
    return hits;
  }

  private static long cost(List<Path> files) throws IOException {
    long sum = 0;
    for (Path file : files) {
      sum += DiskIndex.cost(Files.size(file));
    }
    return sum;
  }

  @Test
  void dropNote_imageThatHasCome_keepsItsNote() throws Exception {
    Disk disk = disk(1 << 20);
    Pending pending = new Pending(folder.resolve("pending"));
    Digest digest = Digest.of(TestFiles.digest(1, SIZE));
    try (EncodedImage image = image(1, SIZE)) {
      disk.put(image, true);
    }

    assertThat(disk.dropNote(digest)).isFalse();
    assertThat(pending.list(10)).containsExactly(digest.hex());

    Files.delete(new ImageFolder(folder, false, "one").file(digest));
    assertThat(disk.dropNote(digest)).isTrue();
    assertThat(pending.list(10)).isEmpty();
  }
}
