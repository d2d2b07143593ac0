package dev.serin.worker.image;

import com.sun.jna.Library;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;

/**
 * What is used of libturbojpeg: functions of its 2.x interface (turbojpeg.h), which 3.x still has.
 */
interface TurboJpegLibrary extends Library {
  /** Blue, green and red, 8 bits each. */
  int TJPF_BGR = 1;

  /** Every warning is an error. */
  int TJFLAG_STOPONWARNING = 8192;

  /** The transform that libjpeg uses unless told otherwise. */
  int TJFLAG_ACCURATEDCT = 4096;

  Pointer tjInitDecompress();

  int tjDecompressHeader3(
      Pointer handle,
      Pointer file,
      NativeLong fileSize,
      int[] width,
      int[] height,
      int[] subsampling,
      int[] colourSpace);

  int tjDecompress2(
      Pointer handle,
      Pointer file,
      NativeLong fileSize,
      Pointer pixels,
      int width,
      int rowBytes,
      int height,
      int pixelFormat,
      int flags);

  int tjDestroy(Pointer handle);
}
