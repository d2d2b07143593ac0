package dev.serin.worker.image;

import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.opencv.core.CvType;
import org.opencv.core.Mat;

/**
 * JPEG by the system's libturbojpeg: the same pixels as OpenCV's, in half of the time or less,
 * since it is built with SIMD. What it so much as warns of, it leaves to the next decoder: then
 * damaged and unusual files (CMYK, 12 bits) fare alike with and without it.
 */
public final class TurboJpeg implements JpegDecoder, AutoCloseable {
  private final TurboJpegLibrary library;

  /** Decompressors that no thread uses; there are as many as threads have ever been at it. */
  private final Queue<Pointer> idle = new ConcurrentLinkedQueue<>();

  private TurboJpeg(TurboJpegLibrary library) {
    this.library = library;
  }

  /** Empty where this system does not have the library. */
  public static Optional<TurboJpeg> load() {
    // The second name is that of the run-time package, which lacks the link that the first needs.
    return load(List.of("turbojpeg", "libturbojpeg.so.0"));
  }

  static Optional<TurboJpeg> load(List<String> names) {
    for (String name : names) {
      try {
        return Optional.of(new TurboJpeg(Native.load(name, TurboJpegLibrary.class)));
      } catch (LinkageError notHere) {
        // the next name, or none
      }
    }
    return Optional.empty();
  }

  /** Decompressors that are kept for the next images. */
  int idle() {
    return idle.size();
  }

  @Override
  public Optional<Mat> decode(ByteBuffer file, ImageHeader header, int reduction) {
    Pointer handle = idle.poll();
    if (handle == null) {
      handle = library.tjInitDecompress();
    }
    if (handle == null) {
      return Optional.empty(); // out of memory
    }
    Optional<Mat> pixels = Optional.empty();
    try {
      pixels = decode(handle, file, header, reduction);
      return pixels;
    } finally {
      if (pixels.isPresent()) {
        idle.add(handle);
      } else {
        library.tjDestroy(handle); // nobody knows what a damaged file left in it
      }
    }
  }

  /** Frees the decompressors; nobody must be decoding. */
  @Override
  public void close() {
    for (Pointer handle = idle.poll(); handle != null; handle = idle.poll()) {
      library.tjDestroy(handle);
    }
  }

  private Optional<Mat> decode(Pointer handle, ByteBuffer file, ImageHeader header, int reduction) {
    Pointer bytes = Native.getDirectBufferPointer(file);
    NativeLong size = new NativeLong(file.limit());
    try {
      if (!agrees(handle, bytes, size, header)) {
        return Optional.empty();
      }
      Mat pixels =
          new Mat(
              divided(header.height(), reduction),
              divided(header.width(), reduction),
              CvType.CV_8UC3);
      boolean done = false;
      try {
        done = decode(handle, bytes, size, pixels);
        return done ? Optional.of(pixels) : Optional.empty();
      } finally {
        if (!done) {
          pixels.release();
        }
      }
    } finally {
      Reference.reachabilityFence(file);
    }
  }

  private boolean decode(Pointer handle, Pointer bytes, NativeLong size, Mat pixels) {
    int flags = TurboJpegLibrary.TJFLAG_ACCURATEDCT | TurboJpegLibrary.TJFLAG_STOPONWARNING;
    return library.tjDecompress2(
            handle,
            bytes,
            size,
            new Pointer(pixels.dataAddr()),
            pixels.cols(),
            (int) pixels.step1(),
            pixels.rows(),
            TurboJpegLibrary.TJPF_BGR,
            flags)
        == 0;
  }

  /** Whether the library sees the size that we saw: another one would leave pixels unwritten. */
  private boolean agrees(Pointer handle, Pointer bytes, NativeLong size, ImageHeader header) {
    int[] width = new int[1];
    int[] height = new int[1];
    return library.tjDecompressHeader3(handle, bytes, size, width, height, new int[1], new int[1])
            == 0
        && width[0] == header.width()
        && height[0] == header.height();
  }

  /** As libjpeg rounds it. */
  private static int divided(long side, int by) {
    return (int) ((side + by - 1) / by);
  }
}
