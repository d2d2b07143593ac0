package dev.serin.gateway.client;

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
    LabelSum trusted,
    LabelSum callers) {

  /** One line of the report. */
  static UsageSum of(Facts row) {
    double mean = row.number("mean_confidence");
    long requests = row.whole("requests");
    Facts sources = row.object("sources");
    return new UsageSum(
        requests,
        row.whole("errors"),
        row.whole("cache_hits"),
        Double.isNaN(mean) ? 0 : mean * requests,
        Double.isNaN(mean) ? 0 : requests,
        LabelSum.of(sources.object("trusted")),
        // A server that knows no sources takes labels of callers only.
        LabelSum.of(sources.json().isEmpty() ? row : sources.object("caller")));
  }

  UsageSum plus(UsageSum other) {
    return new UsageSum(
        requests + other.requests,
        errors + other.errors,
        hits + other.hits,
        confidence + other.confidence,
        sure + other.sure,
        trusted.plus(other.trusted),
        callers.plus(other.callers));
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
        Line.of(Words.count(trusted.labels()), tone),
        Line.of(trusted.accuracy(), tone),
        Line.of(trusted.interval(), Tone.DIM),
        Line.of(Words.count(callers.labels()), Tone.DIM),
        Line.of(callers.accuracy(), Tone.DIM));
  }
}
