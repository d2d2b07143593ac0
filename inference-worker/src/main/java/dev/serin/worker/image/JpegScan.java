package dev.serin.worker.image;

import java.util.ArrayList;
import java.util.List;

/**
 * The header of a scan (ITU-T T.81, B.2.3).
 *
 * @param channels its colour channels
 * @param first the first coefficient that it has, 0 to 63
 * @param last the last one
 * @param high bits that the scan before left, of which this one gives one; 0 where it is the first
 * @param low bits that are left to later scans
 * @param data where its compressed data begins
 */
record JpegScan(List<Channel> channels, int first, int last, int high, int low, int data) {

  /** Whether it adds one bit to what an earlier scan gave. */
  boolean refines() {
    return high > 0;
  }

  /**
   * @param index in the frame
   * @param dc index of its table of DC codes, 0 to 3
   * @param ac index of its table of AC codes, 0 to 3
   */
  record Channel(int index, int dc, int ac) {}

  /**
   * @param at where its marker begins
   */
  static JpegScan read(ByteReader in, long at, JpegFrame frame) throws ImageException {
    int count = in.u8(at + 4);
    List<Channel> channels = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int index = frame.index(in.u8(at + 5 + 2L * i));
      if (index < 0) {
        throw in.damaged("a scan has a colour channel that its frame lacks");
      }
      int tables = in.u8(at + 6 + 2L * i);
      channels.add(new Channel(index, (tables >> 4) & 3, tables & 3));
    }
    if (count < 1) {
      throw in.damaged("a scan has no colour channel");
    }
    long end = at + 5 + 2L * count;
    int data = (int) (at + 2 + in.u16be(at + 2));
    if (!frame.progressive()) {
      return new JpegScan(channels, 0, 63, 0, 0, data);
    }
    int first = in.u8(end);
    int last = in.u8(end + 1);
    int bits = in.u8(end + 2);
    if (last < first || last > 63 || (first > 0 && count > 1)) {
      throw in.damaged("a scan of " + count + " channels has coefficients " + first + "-" + last);
    }
    return new JpegScan(channels, first, last, bits >> 4, bits & 15, data);
  }
}
