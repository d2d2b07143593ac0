package dev.serin.worker.image;

import java.util.ArrayList;
import java.util.List;

/**
 * The frame header of a JPEG: how its pixels are divided (ITU-T T.81, A.2 and B.2.2).
 *
 * @param progressive else sequential
 * @param width pixels
 * @param height pixels
 */
record JpegFrame(boolean progressive, int width, int height, List<Component> components) {
  private static final int BLOCK = 8;

  /**
   * A colour channel.
   *
   * @param id what scans call it
   * @param across blocks from left to right in a unit of all channels, 1 to 4
   * @param down blocks from top to bottom there, 1 to 4
   */
  record Component(int id, int across, int down) {}

  /**
   * @param at where its marker begins
   */
  static JpegFrame read(ByteReader in, long at, boolean progressive) throws ImageException {
    int channels = in.u8(at + 9);
    List<Component> components = new ArrayList<>();
    for (int i = 0; i < channels; i++) {
      long entry = at + 10 + 3L * i;
      int sampling = in.u8(entry + 1);
      int across = sampling >> 4;
      int down = sampling & 15;
      if (across < 1 || across > 4 || down < 1 || down > 4) {
        throw in.damaged("a colour channel is sampled " + across + " x " + down);
      }
      components.add(new Component(in.u8(entry), across, down));
    }
    return new JpegFrame(progressive, in.u16be(at + 7), in.u16be(at + 5), components);
  }

  /** The index of the channel {@code id}; -1 where it has none of that name. */
  int index(int id) {
    for (int i = 0; i < components.size(); i++) {
      if (components.get(i).id == id) {
        return i;
      }
    }
    return -1;
  }

  /** Pixels that a unit of all channels is high. */
  int unitHeight() {
    return BLOCK * mostDown();
  }

  int unitColumns() {
    return divided(width, BLOCK * mostAcross());
  }

  int unitRows() {
    return divided(height, unitHeight());
  }

  /** Blocks in a row of a channel that a scan has alone. */
  int blockColumns(Component component) {
    return divided(divided(width * component.across, mostAcross()), BLOCK);
  }

  int blockRows(Component component) {
    return divided(divided(height * component.down, mostDown()), BLOCK);
  }

  private int mostAcross() {
    return components.stream().mapToInt(Component::across).max().orElse(1);
  }

  private int mostDown() {
    return components.stream().mapToInt(Component::down).max().orElse(1);
  }

  private static int divided(int size, int by) {
    return (size + by - 1) / by;
  }
}
