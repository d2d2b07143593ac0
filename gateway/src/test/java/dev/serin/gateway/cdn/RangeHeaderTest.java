package dev.serin.gateway.cdn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RangeHeaderTest {
  private static final int SIZE = 10;
  private static final long SEED = 9110;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bytes=0-0 | 0-0",
        "bytes=2-4 | 2-4",
        "BYTES=2-4 | 2-4",
        "bytes=2- | 2-9",
        "bytes=-3 | 7-9",
        "bytes=-30 | 0-9",
        "bytes=8-99999999999999999999999999 | 8-9",
        "bytes=0-0,9-9 | 0-0 9-9",
        "bytes=9-9, ,0-0, | 9-9 0-0",
        "bytes=0-1,20-30 | 0-1",
        "bytes=0-3,2-5 | 0-5",
        "bytes=0-3,4-5 | 0-5",
        "bytes=8-9,0-1,5-7 | 5-9 0-1",
        "bytes=0-1,8-9,3-4,2-7 | 0-9",
      })
  void read_ranges_partsInOrderJoinedWhereTheyMeet(String header, String parts) {
    assertThat(text(RangeHeader.read(header, SIZE).orElseThrow())).isEqualTo(parts);
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes=10-", "bytes=-0", "bytes=10-20,-0", "bytes=99999999999999999999-"})
  void read_beyondTheEnd_noPart(String header) {
    assertThat(RangeHeader.read(header, SIZE)).contains(List.of());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "bytes",
        "bytes=",
        "bytes=,",
        "bytes=-",
        "bytes=a-b",
        "bytes=1",
        "bytes=4-2",
        "bytes=1-2-3",
        "bytes=--1",
        "bytes=0x1-2",
        "bytes=1-2;3-4",
        "items=0-1",
        "bytes 0-1",
        "bytes=0-1,x",
        "bytes= -"
      })
  void read_malformedOrOfAnotherUnit_ignored(String header) {
    assertThat(RangeHeader.read(header, SIZE)).isEmpty();
  }

  @Test
  void read_moreThanTheMost_ignored() {
    assertThat(RangeHeader.read(singles(RangeHeader.RANGES_MAX), 1000).orElseThrow())
        .hasSize(RangeHeader.RANGES_MAX);
    assertThat(RangeHeader.read(singles(RangeHeader.RANGES_MAX + 1), 1000)).isEmpty();
  }

  /** Against the plainest model there is: one bit for each byte. */
  @Test
  void read_random_sameBytesAsASetOfPositionsAndNoneTwice() {
    System.out.println("seed " + SEED);
    Random random = new Random(SEED);
    for (int run = 0; run < 20_000; run++) {
      int size = 1 + random.nextInt(40);
      BitSet expected = new BitSet();
      String header =
          "bytes="
              + IntStream.rangeClosed(0, random.nextInt(RangeHeader.RANGES_MAX))
                  .mapToObj(i -> spec(random, size, expected))
                  .collect(Collectors.joining(","));
      BitSet found = new BitSet();
      int bytes = 0;
      for (ByteRange range : RangeHeader.read(header, size).orElseThrow()) {
        found.set(range.first(), range.last() + 1);
        bytes += range.length();
      }
      assertThat(found).as(header + " of " + size).isEqualTo(expected);
      assertThat(bytes).as(header + " of " + size).isEqualTo(expected.cardinality());
    }
  }

  private static String spec(Random random, int size, BitSet expected) {
    int first = random.nextInt(size + 5);
    int last = first + random.nextInt(8);
    switch (random.nextInt(3)) {
      case 0 -> {
        expected.set(Math.max(0, size - first), size);
        return "-" + first;
      }
      case 1 -> {
        expected.set(Math.min(first, size), size);
        return first + "-";
      }
      default -> {
        expected.set(Math.min(first, size), Math.min(last + 1, size));
        return first + "-" + last;
      }
    }
  }

  private static String singles(int count) {
    return "bytes="
        + IntStream.range(0, count)
            .mapToObj(i -> 3 * i + "-" + 3 * i)
            .collect(Collectors.joining(","));
  }

  private static String text(List<ByteRange> ranges) {
    return ranges.stream()
        .map(range -> range.first() + "-" + range.last())
        .collect(Collectors.joining(" "));
  }
}
