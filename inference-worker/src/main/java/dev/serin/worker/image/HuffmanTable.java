package dev.serin.worker.image;

import java.util.Arrays;
import javax.imageio.plugins.jpeg.JPEGHuffmanTable;

/**
 * A Huffman table of a JPEG (ITU-T T.81, annex C), made for passing over symbols and the bits that
 * follow each. An entry is an int: bits 0 to 7 are the length of the code, 1 to 16; bits 8 to 15
 * the symbol; bits 16 to 23 the length of the code and of the bits behind it, where the symbol is
 * of AC coefficients; bits 24 to 30 the coefficients that it covers, 64 for the end of the block.
 */
final class HuffmanTable {
  /**
   * For bits that are no code: symbol 0 after 17 bits, as libjpeg-turbo has it. It warns of that
   * only here and there, so a verdict cannot depend on it.
   */
  private static final int NO_CODE = 64 << 24 | 17 << 16 | 17;

  private static final int LONGER = 0;

  private static final int LENGTHS = 16;

  /** Codes up to this length are found by one look. */
  private static final int LOOK = 10;

  private final int[] byPrefix = new int[1 << LOOK];
  private final int[] values;

  /** One for each length, 1 to 16: the first code, how many there are, and where its values are. */
  private final int[] first = new int[LENGTHS + 1];

  private final int[] count = new int[LENGTHS + 1];
  private final int[] start = new int[LENGTHS + 1];

  /**
   * @param counts codes of each length, 1 to 16
   * @param values symbols, in the order of their codes; at least as many as there are codes
   */
  HuffmanTable(int[] counts, int[] values) {
    this.values = values;
    int code = 0;
    int at = 0;
    for (int length = 1; length <= LENGTHS; length++) {
      count[length] = counts[length - 1];
      first[length] = code;
      start[length] = at;
      for (int i = 0; i < count[length] && length <= LOOK; i++) {
        fill(code + i, length, entry(length, values[at + i]));
      }
      at += count[length];
      code = (code + count[length]) << 1;
    }
  }

  /** One of the four tables of T.81, annex K, which files without tables mean. */
  static HuffmanTable standard(boolean ac, int index) {
    JPEGHuffmanTable table =
        index == 0
            ? (ac ? JPEGHuffmanTable.StdACLuminance : JPEGHuffmanTable.StdDCLuminance)
            : (ac ? JPEGHuffmanTable.StdACChrominance : JPEGHuffmanTable.StdDCChrominance);
    int[] counts = new int[LENGTHS];
    short[] lengths = table.getLengths();
    for (int i = 0; i < lengths.length; i++) {
      counts[i] = lengths[i];
    }
    short[] symbols = table.getValues();
    int[] values = new int[symbols.length];
    for (int i = 0; i < symbols.length; i++) {
      values[i] = symbols[i];
    }
    return new HuffmanTable(counts, values);
  }

  /**
   * The entry of the code that {@code bits} begin with.
   *
   * @param bits the next one on top
   */
  int entry(long bits) {
    int entry = byPrefix[(int) (bits >>> (Long.SIZE - LOOK))];
    return entry == LONGER ? longEntry(bits) : entry;
  }

  private int longEntry(long bits) {
    for (int length = LOOK + 1; length <= LENGTHS; length++) {
      int offset = (int) (bits >>> (Long.SIZE - length)) - first[length];
      if (offset >= 0 && offset < count[length]) {
        return entry(length, values[start[length] + offset]);
      }
    }
    return NO_CODE;
  }

  private void fill(int code, int length, int entry) {
    int from = code << (LOOK - length);
    int to = (code + 1) << (LOOK - length);
    if (to <= byPrefix.length) { // else more codes than the length has: libraries refuse the file
      Arrays.fill(byPrefix, from, to, entry);
    }
  }

  private static int entry(int length, int symbol) {
    int run = symbol >> 4;
    int size = symbol & 15;
    int covers = size != 0 || run == 15 ? run + 1 : 64;
    return covers << 24 | (length + size) << 16 | symbol << 8 | length;
  }
}
