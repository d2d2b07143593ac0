package dev.serin.worker.image;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How an image becomes the input of a graph: the {@code input} section of a manifest. The steps, in
 * order: decode to 8-bit colour, turn as EXIF says, resize, crop the centre, pick the channels, and
 * make each value {@code (pixel * scale - mean[c]) / std[c]}, pixel 0..255, c in the order of
 * {@code colour}. A uint8 input gets the pixels themselves.
 *
 * @param name name of the graph's input
 * @param type element type of the graph's input; float32 unless said
 * @param layout order of its dimensions
 * @param height rows, 1 to 4096
 * @param width columns, 1 to 4096
 * @param colour channels and their order
 * @param orient whether the EXIF orientation is applied; exif unless said
 * @param decode whether a JPEG may be made smaller while it is decoded; exact unless said
 * @param resize rule, size and filter
 * @param crop what is kept after the resize; centre (the only rule) unless said
 * @param scale factor of each pixel; 1 unless said
 * @param mean one for each channel, taken off after scaling; 0 unless said
 * @param std one for each channel, a divisor after that; 1 unless said
 */
public record InputSpec(
    String name,
    ElementType type,
    Layout layout,
    int height,
    int width,
    Colour colour,
    Orient orient,
    Decode decode,
    Resize resize,
    Crop crop,
    double scale,
    List<Double> mean,
    List<Double> std) {

  private static final int SIDE_MAX = 4096;

  /** The element types of a graph's input that Serin can fill. */
  public enum ElementType {
    @JsonProperty("float32")
    FLOAT32(4),
    @JsonProperty("uint8")
    UINT8(1);

    private final int bytes;

    ElementType(int bytes) {
      this.bytes = bytes;
    }

    public int bytes() {
      return bytes;
    }
  }

  /** N batch, C channel, H row, W column; the last one moves fastest. */
  public enum Layout {
    NCHW,
    NHWC
  }

  /** The channels of the input, in order. */
  public enum Colour {
    RGB(3),
    BGR(3),
    GREY(1);

    private final int channels;

    Colour(int channels) {
      this.channels = channels;
    }

    public int channels() {
      return channels;
    }
  }

  /** What happens to the orientation that a camera wrote beside the pixels. */
  public enum Orient {
    @JsonProperty("exif")
    EXIF,
    @JsonProperty("none")
    NONE
  }

  /** How much of a JPEG file is decoded. */
  public enum Decode {
    /** Every pixel. */
    @JsonProperty("exact")
    EXACT,
    /**
     * No more than the resize needs: JPEG's transform gives any number of eighths of the size for
     * less work. Answers differ a little; the golden images prove how little.
     */
    @JsonProperty("reduced")
    REDUCED
  }

  /** What is kept of the resized image. */
  public enum Crop {
    @JsonProperty("centre")
    CENTRE
  }

  public InputSpec {
    check(!name.isBlank(), "input.name is empty");
    check(height >= 1 && height <= SIDE_MAX, "input.height must be 1 to 4096, not " + height);
    check(width >= 1 && width <= SIDE_MAX, "input.width must be 1 to 4096, not " + width);
    mean = channelValues("mean", mean, colour.channels(), 0.0);
    std = channelValues("std", std, colour.channels(), 1.0);
    check(Double.isFinite(scale), "input.scale must be a number, not " + scale);
    check(!std.contains(0.0), "input.std must not be 0");
    check(
        type == ElementType.FLOAT32 || (scale == 1.0 && allAre(mean, 0.0) && allAre(std, 1.0)),
        "a uint8 input gets the pixels themselves: leave out input.scale, mean and std");
    check(
        resize.to() == Resize.Rule.EXACT || resize.size() >= Math.max(height, width),
        "input.resize.size " + resize.size() + " leaves less than the crop of height x width");
  }

  @JsonCreator
  static InputSpec of(
      @JsonProperty(value = "name", required = true) String name,
      @JsonProperty("type") @Nullable ElementType type,
      @JsonProperty(value = "layout", required = true) Layout layout,
      @JsonProperty(value = "height", required = true) int height,
      @JsonProperty(value = "width", required = true) int width,
      @JsonProperty(value = "colour", required = true) Colour colour,
      @JsonProperty("orient") @Nullable Orient orient,
      @JsonProperty("decode") @Nullable Decode decode,
      @JsonProperty(value = "resize", required = true) Resize resize,
      @JsonProperty("crop") @Nullable Crop crop,
      @JsonProperty("scale") @Nullable Double scale,
      @JsonProperty("mean") @Nullable List<Double> mean,
      @JsonProperty("std") @Nullable List<Double> std) {
    return new InputSpec(
        name,
        type == null ? ElementType.FLOAT32 : type,
        layout,
        height,
        width,
        colour,
        orient == null ? Orient.EXIF : orient,
        decode == null ? Decode.EXACT : decode,
        resize,
        crop == null ? Crop.CENTRE : crop,
        scale == null ? 1.0 : scale,
        mean == null ? List.of() : mean,
        std == null ? List.of() : std);
  }

  /** Bytes of one image in the graph's input. */
  @JsonIgnore
  public int imageBytes() {
    return colour.channels() * height * width * type.bytes();
  }

  /** Dimensions of a batch of {@code batch} images, in the order of {@link #layout()}. */
  public long[] shape(int batch) {
    return layout == Layout.NCHW
        ? new long[] {batch, colour.channels(), height, width}
        : new long[] {batch, height, width, colour.channels()};
  }

  private static List<Double> channelValues(
      String key, List<Double> values, int channels, double otherwise) {
    if (values.isEmpty()) {
      return Collections.nCopies(channels, otherwise);
    }
    check(
        values.size() == channels,
        "input." + key + " has " + values.size() + " values for " + channels + " channels");
    check(
        values.stream().allMatch(v -> v != null && Double.isFinite(v)),
        "input." + key + " must be numbers, not " + values);
    return List.copyOf(values);
  }

  private static boolean allAre(List<Double> values, double wanted) {
    return values.stream().allMatch(v -> v == wanted);
  }

  private static void check(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
