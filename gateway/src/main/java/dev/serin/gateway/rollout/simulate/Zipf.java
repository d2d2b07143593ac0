package dev.serin.gateway.rollout.simulate;

/**
 * Draws users of whom the k-th makes {@code k^-1.1} times the requests of the first: by the alias
 * method (Walker, Electronics Letters 10, 1974), in constant time. Immutable.
 */
final class Zipf {
  static final double EXPONENT = 1.1;

  private final double[] own;
  private final int[] alias;

  /**
   * @param users how many there are
   */
  Zipf(int users) {
    own = new double[users];
    alias = new int[users];
    double sum = 0;
    for (int i = 0; i < users; i++) {
      own[i] = Math.pow(i + 1.0, -EXPONENT);
      sum += own[i];
    }
    int[] small = new int[users];
    int[] large = new int[users];
    int smalls = 0;
    int larges = 0;
    for (int i = 0; i < users; i++) {
      own[i] *= users / sum;
      if (own[i] < 1) {
        small[smalls++] = i;
      } else {
        large[larges++] = i;
      }
    }
    while (smalls > 0 && larges > 0) {
      int poor = small[--smalls];
      int rich = large[larges - 1];
      alias[poor] = rich;
      own[rich] -= 1 - own[poor];
      if (own[rich] < 1) {
        larges--;
        small[smalls++] = rich;
      }
    }
    while (larges > 0) {
      own[large[--larges]] = 1;
    }
    while (smalls > 0) {
      own[small[--smalls]] = 1;
    }
  }

  int users() {
    return own.length;
  }

  /** A user from 0 on, the busiest first. */
  int draw(Dice dice) {
    int user = dice.below(own.length);
    return dice.uniform() < own[user] ? user : alias[user];
  }
}
