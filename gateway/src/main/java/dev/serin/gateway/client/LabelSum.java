package dev.serin.gateway.client;

import dev.serin.gateway.stats.ClopperPearson;
import java.util.Locale;

/** Labelled answers of a usage report, added up. */
record LabelSum(long labels, long correct) {
  static LabelSum of(Facts source) {
    return new LabelSum(source.whole("feedback"), source.whole("correct"));
  }

  LabelSum plus(LabelSum other) {
    return new LabelSum(labels + other.labels, correct + other.correct);
  }

  String accuracy() {
    return labels == 0 ? Words.NOTHING : Words.percent((double) correct / labels);
  }

  String interval() {
    if (labels == 0 || correct > labels) {
      return "";
    }
    ClopperPearson interval = ClopperPearson.interval(correct, labels);
    return String.format(Locale.ROOT, "[%.1f, %.1f]", 100 * interval.low(), 100 * interval.high());
  }
}
