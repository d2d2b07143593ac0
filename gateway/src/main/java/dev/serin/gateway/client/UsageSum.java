package dev.serin.gateway.client;

import dev.serin.gateway.stats.ClopperPearson;
import java.util.Locale;

/**
 * Lines of a usage report, added up.
 *
 * @param confidence sum over the {@code sure} requests that have one
 */
record UsageSum(
    long requests,
    long errors,
    long hits,
    double confidence,
    long sure,
    long feedback,
    long correct) {
  static final UsageSum NONE = new UsageSum(0, 0, 0, 0, 0, 0, 0);

  /** One line of the report. */
  static UsageSum of(Facts row) {
    double mean = row.number("mean_confidence");
    long requests = row.whole("requests");
    return new UsageSum(
        requests,
        row.whole("errors"),
        row.whole("cache_hits"),
        Double.isNaN(mean) ? 0 : mean * requests,
        Double.isNaN(mean) ? 0 : requests,
        row.whole("feedback"),
        row.whole("correct"));
  }

  UsageSum plus(UsageSum other) {
    return new UsageSum(
        requests + other.requests,
        errors + other.errors,
        hits + other.hits,
        confidence + other.confidence,
        sure + other.sure,
        feedback + other.feedback,
        correct + other.correct);
  }

  /** A row of a table: what it is about, then these figures. */
  void addTo(Table table, Tone tone, String model, String version, String label) {
    table.row(
        Line.of(model, tone),
        Line.of(version, tone),
        Line.of(label, tone),
        Line.of(Words.count(requests), tone),
        Line.of(Words.count(errors), errors > 0 ? Tone.CAUTION : tone),
        Line.of(Words.count(hits), tone),
        Line.of(sure == 0 ? Words.NOTHING : Words.percent(confidence / sure), tone),
        Line.of(Words.count(feedback), tone),
        Line.of(accuracy(), tone),
        Line.of(interval(), Tone.DIM));
  }

  private String accuracy() {
    return feedback == 0 ? Words.NOTHING : Words.percent((double) correct / feedback);
  }

  private String interval() {
    if (feedback == 0 || correct > feedback) {
      return "";
    }
    ClopperPearson interval = ClopperPearson.interval(correct, feedback);
    return String.format(Locale.ROOT, "[%.1f, %.1f]", 100 * interval.low(), 100 * interval.high());
  }
}
