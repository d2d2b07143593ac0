package dev.serin.gateway.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serin.gateway.admission.Permit;
import dev.serin.gateway.admission.Permits;
import dev.serin.gateway.error.ProblemException;
import dev.serin.worker.api.EncodedImage;
import dev.serin.worker.api.Sha256;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class ImageCollectorTest {
  private static final int SIZE_MAX = 1 << 20;

  private final Permits memory = new Permits(4 * SIZE_MAX);
  private final Permit permit = memory.empty();
  private final List<EncodedImage> images = new ArrayList<>();

  @Test
  void data_anyPieces_isTheImage() {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 200; i++) {
      byte[] file = new byte[1 + random.nextInt(1 << random.nextInt(1, 20))];
      random.nextBytes(file);
      // From nothing promised, as in chunks, to a promise that is too large.
      collect(file, random.nextLong(2L * file.length), random);
    }
    assertThat(images).hasSize(200);
    images.forEach(EncodedImage::close);
    assertThat(images).allSatisfy(image -> assertThat(image.tryRetain()).isFalse());
  }

  private void collect(byte[] file, long promised, SplittableRandom random) {
    long before = memory.inUse();
    try (ImageCollector collector =
        new ImageCollector(SIZE_MAX, promised, permit()::tryGrow, images::add)) {
      for (int at = 0; at < file.length; ) {
        int to = Math.min(file.length, at + 1 + random.nextInt(70_000));
        collector.data(file, at, to);
        at = to;
        assertThat(memory.inUse() - before).isBetween((long) at, SIZE_MAX * 1L);
      }
      collector.end();
    }
    EncodedImage image = images.get(images.size() - 1);
    byte[] found = new byte[image.size()];
    image.bytes().get(found);
    assertThat(found).isEqualTo(file);
    assertThat(image.sha256()).isEqualTo(Sha256.hex(file));
    held.close();
  }

  private Permit held = permit;

  private Permit permit() {
    held = memory.empty();
    return held;
  }

  @Test
  void data_promiseOfMuch_takesLittleUntilShown() {
    try (ImageCollector collector =
        new ImageCollector(SIZE_MAX, SIZE_MAX, permit::tryGrow, images::add)) {
      collector.data(new byte[1], 0, 1);
      assertThat(memory.inUse()).isLessThanOrEqualTo(64 * 1024);
      collector.data(new byte[SIZE_MAX / 4], 0, SIZE_MAX / 4);
      collector.data(new byte[SIZE_MAX / 4], 0, SIZE_MAX / 4);
      assertThat(memory.inUse()).isEqualTo(SIZE_MAX);
    }
  }

  @Test
  void data_noMemory_refused() {
    Permit most = memory.empty();
    assertThat(most.tryGrow(4 * SIZE_MAX - 10)).isTrue();
    try (ImageCollector collector = new ImageCollector(SIZE_MAX, 0, permit::tryGrow, images::add)) {
      assertThatThrownBy(() -> collector.data(new byte[100], 0, 100))
          .isInstanceOf(ProblemException.class);
    }
    assertThat(images).isEmpty();
  }

  @Test
  void close_halfAnImage_givesItsMemoryBack() {
    ImageCollector collector = new ImageCollector(SIZE_MAX, 0, permit::tryGrow, images::add);
    collector.data(new byte[100], 0, 100);
    collector.close();
    collector.close();
    assertThatThrownBy(collector::end).isInstanceOf(ProblemException.class);
  }

  @Test
  void content_afterTheLastClose_isNotToBeHad() {
    EncodedImage image = EncodedImage.of(new byte[] {1, 2, 3});
    ByteBuf content = image.content();
    image.retain().close();
    assertThat(content.refCnt()).isEqualTo(1);
    image.close();
    assertThat(content.refCnt()).isZero();
    assertThat(image.tryRetain()).isFalse();
  }
}
