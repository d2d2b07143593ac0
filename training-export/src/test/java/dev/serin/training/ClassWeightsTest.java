package dev.serin.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serin.training.data.GreyImages;
import dev.serin.training.data.SyntheticData;
import org.junit.jupiter.api.Test;

class ClassWeightsTest {
  private final GreyImages images = SyntheticData.images(90, 3);

  @Test
  void of_none_givesNone() {
    assertThat(ClassWeights.NONE.of(images, 3)).isEmpty();
  }

  @Test
  void of_balanced_makesClassesCountTheSameAndAMeanImageOne() {
    double[] byClass = new double[3];
    double all = 0;
    var weights = ClassWeights.BALANCED.of(images, 3);
    for (int i = 0; i < images.size(); i++) {
      byClass[images.label(i)] += weights.get(images.label(i));
      all += weights.get(images.label(i));
    }
    assertThat(byClass[0]).isCloseTo(30, within());
    assertThat(byClass[1]).isCloseTo(30, within());
    assertThat(all).isCloseTo(90, within());
  }

  @Test
  void of_balancedWithAnEmptyClass_stillGivesANumber() {
    assertThat(ClassWeights.BALANCED.of(images, 4)).hasSize(4).allMatch(w -> w > 0 && w < 10);
  }

  private static org.assertj.core.data.Offset<Double> within() {
    return org.assertj.core.data.Offset.offset(1e-9);
  }
}
