package dev.serin.worker.image;

/**
 * How the pixels of a TIFF are divided into pieces, which are strips or tiles (TIFF 6.0, sections
 * 3, 8, 15 and 21).
 */
final class TiffLayout {
  private static final int BITS = 258;
  private static final int PHOTOMETRIC = 262;
  private static final int STRIP_OFFSETS = 273;
  private static final int CHANNELS = 277;
  private static final int STRIP_ROWS = 278;
  private static final int STRIP_COUNTS = 279;
  private static final int PLANAR = 284;
  private static final int TILE_WIDTH = 322;
  private static final int TILE_HEIGHT = 323;
  private static final int TILE_OFFSETS = 324;
  private static final int TILE_COUNTS = 325;
  private static final int SUBSAMPLING = 530;

  private static final int SEPARATE = 2;
  private static final int YCBCR = 6;

  private final boolean tiled;
  private final boolean contiguous;
  private final long height;
  private final long columns;
  private final long rows;
  private final long pieces;

  /** Pieces of the whole picture, in one channel or in all. */
  private final long piecesOfPlane;

  private final long channels;
  private final long bits;

  /**
   * Pixels that share a colour, from left to right and from top to bottom; 0 where each has one.
   */
  private final long across;

  private final long down;
  private final long[] offsets;
  private final long[] counts;

  TiffLayout(TiffDirectory directory) throws ImageException {
    tiled = directory.has(TILE_OFFSETS);
    height = directory.value(TiffDirectory.HEIGHT);
    long width = directory.value(TiffDirectory.WIDTH);
    columns = tiled ? directory.value(TILE_WIDTH) : width;
    long piece = tiled ? directory.value(TILE_HEIGHT) : directory.value(STRIP_ROWS, height);
    rows = Math.max(1, tiled ? piece : Math.min(piece, height));
    long samples = directory.value(CHANNELS, 1);
    contiguous = samples == 1 || directory.value(PLANAR, 1) != SEPARATE;
    channels = contiguous ? samples : 1;
    piecesOfPlane = divided(width, Math.max(1, columns)) * divided(height, rows);
    pieces = contiguous ? piecesOfPlane : piecesOfPlane * samples;
    long[] depths = directory.values(BITS);
    bits = depths.length == 0 ? 1 : depths[0];
    boolean shared = contiguous && samples == 3 && directory.value(PHOTOMETRIC, 0) == YCBCR;
    long[] subsampling = directory.values(SUBSAMPLING);
    across = !shared ? 0 : subsampling.length == 2 ? Math.max(1, subsampling[0]) : 2;
    down = !shared ? 0 : subsampling.length == 2 ? Math.max(1, subsampling[1]) : 2;
    offsets = directory.values(tiled ? TILE_OFFSETS : STRIP_OFFSETS);
    counts = directory.values(tiled ? TILE_COUNTS : STRIP_COUNTS);
  }

  /** {@code strip} or {@code tile}. */
  String piece() {
    return tiled ? "tile" : "strip";
  }

  long pieces() {
    return pieces;
  }

  /** Pieces that the file says where they are. */
  int located() {
    return offsets.length;
  }

  long offset(int piece) {
    return offsets[piece];
  }

  /** Bytes of a piece, as the file says; -1 where it does not. */
  long count(int piece) {
    return piece < counts.length ? counts[piece] : -1;
  }

  /**
   * Whether libtiff passes over the counts of uncompressed pieces and works them out: of a single
   * one, and where the first two of many differ.
   */
  boolean hasDoubtfulCounts() {
    return pieces == 1 || (pieces > 2 && contiguous && counts.length > 1 && counts[0] != counts[1]);
  }

  /** Bytes of a piece without compression. */
  long bytes(int piece) {
    long lines = tiled ? rows : Math.min(rows, height - (piece % piecesOfPlane) * rows);
    if (across == 0) {
      return divided(columns * channels * bits, 8) * lines;
    }
    long units = divided(columns, across) * divided(lines, down);
    return divided(units * (across * down + 2) * bits, 8);
  }

  /** Most pixels that the frame of a piece may have. */
  long piecePixels() {
    return (columns + 64) * (rows + 64);
  }

  private static long divided(long size, long by) {
    return (size + by - 1) / by;
  }
}
