package dev.serin.training.validate;

import java.util.Locale;

/** What is looked for. */
enum Check {
  UNREADABLE("Unreadable", "The file is no image that Serin decodes."),
  TRUNCATED("Truncated", "The file ends early, or a part of its data is missing or damaged."),
  TINY("Tiny", "The photo has too few pixels to show much."),
  ASPECT("Odd aspect", "The photo is far longer than it is wide, or wider than long."),
  DARK("Dark", "Nearly all of the photo is black."),
  BRIGHT("Over-bright", "Nearly all of the photo is white."),
  BLANK("Blank", "The photo has one tone all over."),
  BLURRY("Blurry", "No edge of the photo is sharp."),
  TWO_CLASSES("In two classes", "The same file has two labels."),
  DUPLICATE("Exact duplicate", "The same file is there more than once."),
  LEAK("Near-duplicate across splits", "A near-copy of a training photo is used to measure."),
  NEAR_DUPLICATE("Near-duplicate", "A resized, re-encoded, mirrored or slightly changed copy."),
  IMBALANCE("Imbalance", "A class has far fewer photos than the largest, or too few to train on."),
  LABEL("Label in doubt", "Most of the photos that are most alike have one other label.");

  private final String title;
  private final String meaning;

  Check(String title, String meaning) {
    this.title = title;
    this.meaning = meaning;
  }

  String title() {
    return title;
  }

  String meaning() {
    return meaning;
  }

  /** As options and reports name it. */
  String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
