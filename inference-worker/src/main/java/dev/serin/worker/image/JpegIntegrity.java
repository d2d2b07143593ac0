package dev.serin.worker.image;

import static dev.serin.worker.image.ImageException.incomplete;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Collections;
import org.jspecify.annotations.Nullable;

/**
 * Whether a JPEG has all of its pixels. Decoders fill what is missing with grey: libjpeg warns of
 * data that ends early, which OpenCV keeps to itself, and says nothing of scans that never came.
 */
final class JpegIntegrity {
  private static final int START_OF_BASELINE = 0xc0;
  private static final int START_OF_EXTENDED = 0xc1;
  private static final int START_OF_PROGRESSIVE = 0xc2;
  private static final int HUFFMAN_TABLES = 0xc4;
  private static final int START_OF_IMAGE = 0xd8;
  private static final int END_OF_IMAGE = 0xd9;
  private static final int START_OF_SCAN = 0xda;
  private static final int RESTART_INTERVAL = 0xdd;
  private static final int COEFFICIENTS = 64;

  /** {@link #low} of a coefficient that no scan gave. */
  private static final int NEVER = -1;

  /** Most bits that a scan may leave to later ones (ITU-T T.81, G.1.1.1.2). */
  private static final int LOW_MAX = 13;

  private final HuffmanTable[] dc = new HuffmanTable[4];
  private final HuffmanTable[] ac = new HuffmanTable[4];
  private @Nullable JpegFrame frame;
  private int interval;

  /** For each channel and coefficient: how many of its bits are still to come. */
  private int[][] low = {};

  /** For each channel of a progressive file, as {@link JpegWalk} needs it. */
  private long[][] present = {};

  private final long pixelsMax;

  private JpegIntegrity(long pixelsMax) {
    this.pixelsMax = pixelsMax;
  }

  /**
   * Asks for all scans, and leaves what is in them to a decoder that tells of every fault.
   *
   * @param file position 0
   * @throws ImageException if scans are missing
   */
  static void requireScans(ByteBuffer file) throws ImageException {
    new JpegIntegrity(Long.MAX_VALUE).walk(file, false, true);
  }

  /**
   * Reads every code of the compressed data.
   *
   * @param file position 0
   * @throws ImageException if scans, or data of a scan, are missing or damaged
   */
  static void requireData(ByteBuffer file) throws ImageException {
    new JpegIntegrity(Long.MAX_VALUE).walk(file, true, true);
  }

  /**
   * The same for a stream within another file, which may lack its end marker.
   *
   * @param tables the tables that it leaves out, as a stream of their own; may be empty
   * @param pixelsMax most pixels that its frame may have
   */
  static void requireData(ByteBuffer tables, ByteBuffer stream, long pixelsMax)
      throws ImageException {
    JpegIntegrity integrity = new JpegIntegrity(pixelsMax);
    if (tables.hasRemaining()) {
      integrity.walk(tables, true, false);
    }
    integrity.walk(stream, true, false);
    integrity.requireCoverage(new ByteReader(stream, ImageFormat.JPEG));
  }

  private void walk(ByteBuffer bytes, boolean data, boolean whole) throws ImageException {
    ByteBuffer file = bytes.duplicate().order(ByteOrder.BIG_ENDIAN);
    ByteReader in = new ByteReader(file, ImageFormat.JPEG);
    int at = 2;
    while (true) {
      at = JpegBits.nextSegment(file, at);
      int marker = at + 1 < file.limit() ? in.u8(at + 1L) : END_OF_IMAGE;
      if (marker == END_OF_IMAGE || (marker == START_OF_IMAGE && frame != null && isCovered())) {
        if (whole && at >= file.limit()) {
          throw incomplete(
              ImageFormat.JPEG, "it ends early: its end marker is missing; send the complete file");
        }
        if (whole) {
          requireCoverage(in);
        }
        return;
      }
      if (marker == START_OF_SCAN) {
        JpegScan scan = JpegScan.read(in, at, requireFrame(in));
        cover(scan, in);
        if (!data && isCovered()) {
          return;
        }
        at = data ? pixels(file, scan) : scan.data();
      } else {
        segment(in, at, marker);
        at = isBare(marker) ? at + 2 : at + 2 + in.u16be(at + 2L);
      }
    }
  }

  private void segment(ByteReader in, int at, int marker) throws ImageException {
    switch (marker) {
      case START_OF_BASELINE, START_OF_EXTENDED, START_OF_PROGRESSIVE -> {
        if (frame != null) {
          throw in.damaged("it has two frame headers");
        }
        frame = JpegFrame.read(in, at, marker == START_OF_PROGRESSIVE);
        if ((long) frame.width() * frame.height() > pixelsMax) {
          throw in.damaged("it has a JPEG stream larger than its picture");
        }
        low = new int[frame.components().size()][COEFFICIENTS];
        for (int[] channel : low) {
          Arrays.fill(channel, NEVER);
        }
        present = new long[frame.components().size()][];
      }
      case HUFFMAN_TABLES -> tables(in, at + 4, at + 2 + in.u16be(at + 2L));
      case RESTART_INTERVAL -> interval = in.u16be(at + 4L);
      default -> {
        // says nothing of the compressed data
      }
    }
  }

  private void tables(ByteReader in, int from, int to) throws ImageException {
    int at = from;
    while (at < to) {
      int id = in.u8(at);
      int[] counts = new int[16];
      int total = 0;
      for (int i = 0; i < counts.length; i++) {
        counts[i] = in.u8(at + 1L + i);
        total += counts[i];
      }
      int[] values = new int[total];
      for (int i = 0; i < total; i++) {
        values[i] = in.u8(at + 17L + i);
      }
      (id >> 4 == 0 ? dc : ac)[id & 3] = new HuffmanTable(counts, values);
      at += 17 + total;
    }
  }

  private JpegFrame requireFrame(ByteReader in) throws ImageException {
    if (frame == null) {
      throw in.damaged("it has no frame header before its pixels");
    }
    return frame;
  }

  /** Each bit comes once, so a file cannot have more scans than that, and each costs time. */
  private void cover(JpegScan scan, ByteReader in) throws ImageException {
    for (JpegScan.Channel channel : scan.channels()) {
      int[] bits = low[channel.index()];
      for (int k = scan.first(); k <= scan.last(); k++) {
        if (scan.refines() && (bits[k] != scan.high() || scan.low() != scan.high() - 1)) {
          throw missingScans();
        }
        if (!scan.refines() && (bits[k] != NEVER || scan.low() > LOW_MAX)) {
          throw in.damaged("a scan repeats what an earlier one gave, or leaves too many bits");
        }
        bits[k] = scan.low();
      }
    }
  }

  private boolean isCovered() {
    return Arrays.stream(low).allMatch(channel -> Arrays.stream(channel).allMatch(l -> l == 0));
  }

  private void requireCoverage(ByteReader in) throws ImageException {
    requireFrame(in);
    if (!isCovered()) {
      throw missingScans();
    }
  }

  private static ImageException missingScans() {
    return incomplete(
        ImageFormat.JPEG, "it ends early: scans of its pixels are missing; send the complete file");
  }

  /** Where the bytes behind the scan begin. */
  private int pixels(ByteBuffer file, JpegScan scan) throws ImageException {
    JpegFrame found = requireFrame(new ByteReader(file, ImageFormat.JPEG));
    JpegBits bits = new JpegBits(file, scan.data());
    String fault =
        new JpegWalk(
                found,
                scan,
                bits,
                interval,
                unit(found, scan, false),
                unit(found, scan, true),
                presentOf(found, scan))
            .fault();
    if (fault != null) {
      throw incomplete(ImageFormat.JPEG, fault);
    }
    return bits.at();
  }

  /** The table of each block of a unit, in order. */
  private HuffmanTable[] unit(JpegFrame found, JpegScan scan, boolean forAc) {
    boolean alone = scan.channels().size() == 1;
    return scan.channels().stream()
        .flatMap(
            channel -> {
              JpegFrame.Component component = found.components().get(channel.index());
              HuffmanTable table = table(forAc, forAc ? channel.ac() : channel.dc());
              int blocks = alone ? 1 : component.across() * component.down();
              return Collections.nCopies(blocks, table).stream();
            })
        .toArray(HuffmanTable[]::new);
  }

  private HuffmanTable table(boolean forAc, int index) {
    HuffmanTable[] tables = forAc ? ac : dc;
    if (tables[index] == null) {
      tables[index] = HuffmanTable.standard(forAc, index);
    }
    return tables[index];
  }

  private long[] presentOf(JpegFrame found, JpegScan scan) {
    if (scan.first() == 0) {
      return new long[0];
    }
    int channel = scan.channels().get(0).index();
    if (present[channel] == null) {
      JpegFrame.Component component = found.components().get(channel);
      present[channel] = new long[found.blockColumns(component) * found.blockRows(component)];
    }
    return present[channel];
  }

  /** TEM, RST0 to RST7 and SOI have no length. */
  private static boolean isBare(int marker) {
    return marker == 0x01 || (marker >= 0xd0 && marker <= 0xd8);
  }
}
