package dev.serin.worker.image;

import org.jspecify.annotations.Nullable;

/**
 * Passes over the compressed data of one scan: every code is read, no pixel is made (ITU-T T.81,
 * annexes F and G).
 */
final class JpegWalk {
  private static final int LAST_COEFFICIENT = 63;

  private final JpegFrame frame;
  private final JpegScan scan;
  private final JpegBits bits;
  private final int interval;
  private final HuffmanTable[] dc;
  private final HuffmanTable[] ac;

  /** Which coefficients of each block of this scan's channel are not zero: a bit for each. */
  private final long[] present;

  /** Blocks to come that have no more coefficients in this scan. */
  private long emptyBlocks;

  /** Whether there was a code that no encoder writes there. */
  private boolean badCode;

  /**
   * @param interval units between restart markers; 0 where there are none
   * @param dc table of each block of a unit
   * @param ac table of each block of a unit
   * @param present of the channel that a scan of AC coefficients has; kept from scan to scan
   */
  JpegWalk(
      JpegFrame frame,
      JpegScan scan,
      JpegBits bits,
      int interval,
      HuffmanTable[] dc,
      HuffmanTable[] ac,
      long[] present) {
    this.frame = frame;
    this.scan = scan;
    this.bits = bits;
    this.interval = interval;
    this.dc = dc;
    this.ac = ac;
    this.present = present;
  }

  /** What is missing or damaged, in words; null where nothing is. */
  @Nullable String fault() {
    boolean alone = scan.channels().size() == 1;
    JpegFrame.Component only = frame.components().get(scan.channels().get(0).index());
    int columns = alone ? frame.blockColumns(only) : frame.unitColumns();
    int rows = alone ? frame.blockRows(only) : frame.unitRows();
    for (int row = 0, unit = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++, unit++) {
        if (interval > 0 && unit > 0 && unit % interval == 0 && !restart(unit / interval - 1)) {
          return damaged(row, rows);
        }
        if (!unit(unit)) {
          boolean ends = !badCode && !bits.atRestart();
          return ends ? early(row, rows) : damaged(row, rows);
        }
      }
    }
    return null;
  }

  private boolean restart(int number) {
    emptyBlocks = 0;
    return bits.restart(number & 7);
  }

  private boolean unit(int unit) {
    if (!frame.progressive()) {
      return sequential();
    }
    if (scan.first() > 0) {
      return scan.refines() ? refineAc(unit) : firstAc(unit);
    }
    for (HuffmanTable table : dc) {
      int size = scan.refines() ? 1 : bits.symbol(table);
      if (size < 0 || !bits.skip(size)) {
        return false;
      }
    }
    return true;
  }

  private boolean sequential() {
    for (int i = 0; i < dc.length; i++) {
      if (!bits.block(dc[i], ac[i])) {
        return false;
      }
    }
    return true;
  }

  private boolean firstAc(int block) {
    if (emptyBlocks > 0) {
      emptyBlocks--;
      return true;
    }
    for (int k = scan.first(); k <= scan.last(); k++) {
      int symbol = bits.symbol(ac[0]);
      int run = symbol >> 4;
      int size = symbol & 15;
      if (symbol < 0) {
        return false;
      }
      k += run;
      if (size > 0) {
        present[block] |= 1L << Math.min(k, LAST_COEFFICIENT);
        if (!bits.skip(size)) {
          return false;
        }
      } else if (run < 15) {
        return beginEmptyBlocks(run);
      }
    }
    return true;
  }

  /** A block ends, and as many after it are empty as {@code size} bits say. */
  private boolean beginEmptyBlocks(int size) {
    long more = size == 0 ? 0 : bits.get(size);
    emptyBlocks = (1L << size) + more - 1;
    return more >= 0;
  }

  private boolean refineAc(int block) {
    int k = scan.first();
    while (emptyBlocks == 0 && k <= scan.last()) {
      int symbol = bits.symbol(ac[0]);
      int run = symbol >> 4;
      int size = symbol & 15;
      badCode = size > 1 && symbol >= 0;
      if (symbol < 0 || badCode || !bits.skip(size)) {
        return false;
      }
      if (size == 0 && run < 15) {
        if (!beginEmptyBlocks(run)) {
          return false;
        }
        emptyBlocks++; // this block among them
        break;
      }
      k = refine(block, k, run);
      if (k < 0) {
        return false;
      }
      if (size > 0) {
        present[block] |= 1L << Math.min(k, LAST_COEFFICIENT);
      }
      k++;
    }
    if (emptyBlocks > 0) {
      emptyBlocks--;
      return refine(block, k, Integer.MAX_VALUE) >= 0;
    }
    return true;
  }

  /**
   * Takes a bit for each coefficient that is there, up to the first behind {@code run} that are
   * not.
   *
   * @return that first one, or one behind the last; -1 where bits are missing
   */
  private int refine(int block, int from, int run) {
    int zeros = 0;
    int k = from;
    for (; k <= scan.last(); k++) {
      if (((present[block] >> k) & 1) == 0) {
        if (zeros++ == run) {
          break;
        }
      } else if (bits.get(1) < 0) {
        return -1;
      }
    }
    return k;
  }

  private String early(int row, int rows) {
    return "it ends early: "
        + (isWhole()
            ? "%,d of %,d rows are whole".formatted(wholeRows(row), frame.height())
            : "a scan has %,d of %,d rows of blocks".formatted(row, rows))
        + "; send the complete file";
  }

  private String damaged(int row, int rows) {
    return "its data is damaged or a part of it missing at "
        + (isWhole()
            ? "row %,d of %,d".formatted(wholeRows(row) + 1, frame.height())
            : "row %,d of %,d of the blocks of a scan".formatted(row + 1, rows))
        + "; send the original file";
  }

  /** Whether the scan gives all of the picture. */
  private boolean isWhole() {
    return !frame.progressive() && scan.channels().size() == frame.components().size();
  }

  private int wholeRows(int row) {
    int height = scan.channels().size() == 1 ? 8 : frame.unitHeight();
    return Math.min(row * height, frame.height());
  }
}
