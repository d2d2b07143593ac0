package dev.serin.training;

import dev.serin.worker.image.InputSpec;
import dev.serin.worker.image.Resize;
import java.util.List;

/** Inputs for tests. */
public final class Inputs {
  public static final double SCALE = 1 / 255.0;

  private Inputs() {}

  /** 28 x 28 grey, to -1..1. */
  public static InputSpec grey28() {
    return new InputSpec(
        "input",
        InputSpec.ElementType.FLOAT32,
        InputSpec.Layout.NCHW,
        28,
        28,
        InputSpec.Colour.GREY,
        InputSpec.Orient.EXIF,
        InputSpec.Decode.EXACT,
        new Resize(Resize.Rule.EXACT, 28, Resize.Filter.AREA),
        InputSpec.Crop.CENTRE,
        SCALE,
        List.of(0.5),
        List.of(0.5));
  }
}
