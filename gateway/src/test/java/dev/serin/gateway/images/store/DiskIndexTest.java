package dev.serin.gateway.images.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serin.gateway.images.store.DiskIndex.File;
import dev.serin.gateway.images.store.DiskIndex.Named;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DiskIndexTest {
  private static final int FILES_MAX = 12;
  private static final long BYTES_MAX = 20 * DiskIndex.cost(4096);

  private final DiskIndex index = new DiskIndex(BYTES_MAX, FILES_MAX);

  private static Digest digest(int number) {
    return new Digest(number, 0, 0, number);
  }

  private static File file(long size) {
    return new File(size, 0, 0, true);
  }

  private List<Integer> put(int number, long size) {
    List<Integer> gone =
        index.reserve(size).stream().map(Named::digest).map(Digest::a).map(Long::intValue).toList();
    index.commit(digest(number), file(size));
    return gone;
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 3, 4, 5, 6, 7})
  void anyOrderOfCalls_neverOverItsBoundAndLeastRecentOut(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    // Number to size, the least recently used first.
    Map<Integer, Long> model = new LinkedHashMap<>(16, 0.75f, true);
    for (int step = 0; step < 5_000; step++) {
      int number = random.nextInt(40);
      switch (random.nextInt(6)) {
        case 0, 1, 2 -> {
          long size = 1L + random.nextInt(9_000);
          List<Integer> gone = put(number, size);
          assertThat(gone).as("seed %d, step %d", seed, step).isEqualTo(evict(model, size));
          model.put(number, size);
        }
        case 3, 4 ->
            assertThat(index.use(digest(number)) != null).isEqualTo(model.get(number) != null);
        default -> {
          index.remove(digest(number));
          model.remove(number);
        }
      }
      assertThat(index.bytes()).as("seed %d, step %d", seed, step).isEqualTo(cost(model));
      assertThat(index.files()).isEqualTo(model.size());
      // Written again an image is counted twice for a moment, and never after.
      assertThat(index.bytes()).isLessThanOrEqualTo(BYTES_MAX);
      assertThat(index.files()).isLessThanOrEqualTo(FILES_MAX);
    }
  }

  private static List<Integer> evict(Map<Integer, Long> model, long size) {
    List<Integer> gone = new ArrayList<>();
    while (cost(model) + DiskIndex.cost(size) > BYTES_MAX || model.size() + 1 > FILES_MAX) {
      int oldest = model.keySet().iterator().next();
      model.remove(oldest);
      gone.add(oldest);
    }
    return gone;
  }

  private static long cost(Map<Integer, Long> model) {
    return model.values().stream().mapToLong(DiskIndex::cost).sum();
  }

  @Test
  void cost_ofAByte_aWholeBlockAndItsName() {
    assertThat(DiskIndex.cost(1)).isEqualTo(4096 + 512);
    assertThat(DiskIndex.cost(4096)).isEqualTo(4096 + 512);
    assertThat(DiskIndex.cost(4097)).isEqualTo(8192 + 512);
  }

  @Test
  void reserve_notCommitted_countsUntilAborted() {
    put(1, 100);
    assertThat(index.reserve(9 * 4096)).isEmpty();
    assertThat(index.bytes()).isEqualTo(DiskIndex.cost(100) + DiskIndex.cost(9 * 4096));
    index.abort(9 * 4096);
    assertThat(index.bytes()).isEqualTo(DiskIndex.cost(100));
  }

  @Test
  void merge_ofWhatWasThereBefore_isOlderThanAllThatCameSince() {
    put(1, 100);
    put(2, 100);
    assertThat(index.merge(List.of(new Named(digest(7), file(5)), new Named(digest(1), file(100)))))
        .isEmpty();
    assertThat(index.files()).isEqualTo(3);
    assertThat(index.bytes()).isEqualTo(3 * DiskIndex.cost(100));
    List<Integer> order = new ArrayList<>();
    for (int i = 10; order.size() < 3; i++) {
      order.addAll(put(i, 9_000));
    }
    assertThat(order).containsExactly(7, 1, 2);
  }

  @Test
  void merge_ofMoreThanFits_leastRecentlyUsedGo() {
    List<Named> all = new ArrayList<>();
    for (int i = 0; i < FILES_MAX + 3; i++) {
      all.add(new Named(digest(i), file(1)));
    }
    assertThat(index.merge(all)).isEqualTo(all.subList(0, 3));
    assertThat(index.bytes()).isEqualTo(FILES_MAX * DiskIndex.cost(1));
  }

  @Test
  void digest_ofHexAndBack_same() {
    String hex = TestFiles.digest(1, 10);
    assertThat(Digest.of(hex).hex()).isEqualTo(hex);
  }
}
