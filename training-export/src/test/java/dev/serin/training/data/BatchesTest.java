package dev.serin.training.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serin.training.Inputs;
import dev.serin.worker.image.ImageException;
import dev.serin.worker.image.OpenCv;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class BatchesTest {
  private static final GreyImages IMAGES = SyntheticData.images(50, 4);
  private static final Augmentation NONE = Augmentation.NONE;
  private static final Augmentation ALL =
      new Augmentation(0.5, 0.5, 2, 20, 0.5, new Augmentation.Colour(0.2, 0.2, 0.2), 0.2, 0);

  @BeforeAll
  static void loadOpenCv() {
    OpenCv.load();
  }

  @Test
  void epoch_sameSeed_givesTheSameValues() {
    assertThat(values(ALL, 7, 3)).isEqualTo(values(ALL, 7, 3));
  }

  @Test
  void epoch_otherSeedOrOtherEpoch_givesOtherValues() {
    assertThat(values(ALL, 7, 3)).isNotEqualTo(values(ALL, 8, 3)).isNotEqualTo(values(ALL, 7, 4));
  }

  @Test
  void epoch_noAugmentation_showsEveryImageOnce() {
    try (Preparation preparation = preparation()) {
      List<String> expected = new ArrayList<>();
      float[] values = new float[preparation.valuesPerImage()];
      for (int i = 0; i < IMAGES.size(); i++) {
        new PreparedImages(IMAGES, preparation).write(i, values, 0);
        expected.add(IMAGES.label(i) + Arrays.toString(values));
      }
      List<String> shown = new ArrayList<>();
      Iterator<Batch> it = batches(NONE, 7, preparation).epoch(0);
      while (it.hasNext()) {
        shown.addAll(images(it.next()));
      }
      assertThat(shown).containsExactlyInAnyOrderElementsOf(expected);
    }
  }

  @Test
  void perEpoch_sizeNotAMultiple_countsTheSmallerLastBatch() {
    try (Preparation preparation = preparation()) {
      Batches batches = batches(NONE, 7, preparation);
      List<Integer> sizes = new ArrayList<>();
      batches.epoch(0).forEachRemaining(b -> sizes.add(b.size()));

      assertThat(sizes).containsExactly(16, 16, 16, 2);
      assertThat(batches.perEpoch()).isEqualTo(4);
    }
  }

  @Test
  void prepare_pixels_followTheManifestsFormula() {
    try (Preparation preparation = preparation()) {
      byte[] image = new byte[SyntheticData.SIDE * SyntheticData.SIDE];
      image[0] = (byte) 255;
      image[1] = 51;
      float[] values = new float[preparation.valuesPerImage() + 3];

      new PreparedImages(one(image), preparation).write(0, values, 3);

      assertThat(values[3]).isEqualTo(1f);
      assertThat(values[4]).isEqualTo((float) ((51 * Inputs.SCALE - 0.5) / 0.5));
      assertThat(values[5]).isEqualTo(-1f);
    }
  }

  @Test
  void prepareFile_pngOfAnImage_givesTheSameValues() throws IOException, ImageException {
    try (Preparation preparation = preparation()) {
      float[] values = new float[preparation.valuesPerImage()];
      new PreparedImages(IMAGES, preparation).write(0, values, 0);

      assertThat(preparation.prepareFile(PngImages.of(IMAGES, 0))).isEqualTo(values);
    }
  }

  private static GreyImages one(byte[] image) {
    return new GreyImages("one", image, new byte[1], SyntheticData.SIDE, SyntheticData.SIDE);
  }

  private static List<String> images(Batch batch) {
    List<String> images = new ArrayList<>();
    int pixels = batch.values().length / batch.size();
    for (int i = 0; i < batch.size(); i++) {
      int label = 0;
      while (batch.oneHot()[i * SyntheticData.CLASSES + label] == 0) {
        label++;
      }
      images.add(
          label
              + Arrays.toString(Arrays.copyOfRange(batch.values(), i * pixels, (i + 1) * pixels)));
    }
    return images;
  }

  private static List<String> values(Augmentation augmentation, long seed, int epoch) {
    try (Preparation preparation = preparation()) {
      List<String> values = new ArrayList<>();
      batches(augmentation, seed, preparation)
          .epoch(epoch)
          .forEachRemaining(b -> values.add(Arrays.toString(b.values())));
      return values;
    }
  }

  private static Batches batches(Augmentation augmentation, long seed, Preparation preparation) {
    return new Batches(
        new AugmentedImages(IMAGES, new Augmenter(augmentation), preparation),
        SyntheticData.CLASSES,
        augmentation.mixup(),
        16,
        seed);
  }

  private static Preparation preparation() {
    return new Preparation(Inputs.grey28());
  }
}
