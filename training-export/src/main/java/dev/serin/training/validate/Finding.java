package dev.serin.training.validate;

import java.util.List;

/**
 * Something that one check has to say.
 *
 * @param photos numbers of the photos it is about, the one in question first; empty where it is
 *     about a class
 * @param text what was found, with the figures
 */
record Finding(Check check, Severity severity, List<Integer> photos, String text) {
  Finding {
    photos = List.copyOf(photos);
  }
}
