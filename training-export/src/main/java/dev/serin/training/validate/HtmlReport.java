package dev.serin.training.validate;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** One page with the findings and their pictures, which needs nothing beside it. */
final class HtmlReport {
  /** Findings of a check that get pictures, and pictures of a finding: a page stays below 10 MB. */
  private static final int SHOWN_MAX = 100;

  private static final int PICTURES_MAX = 6;

  private static final String STYLE =
      """
      :root{color-scheme:light dark;--line:#ddd;--error:#b00020;--warning:#8a5a00;--none:#eee}
      @media(prefers-color-scheme:dark){:root{--line:#444;--error:#ff8a95;--warning:#e0b060;--none:#333}}
      body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:70rem;padding:0 1rem}
      h1{overflow-wrap:anywhere}
      table{border-collapse:collapse;margin:1rem 0}
      th,td{text-align:left;padding:.2rem 1rem .2rem 0;border-bottom:1px solid var(--line)}
      td.n,th.n{text-align:right}
      @media(max-width:44rem){.m{display:none}th,td{padding-right:.5rem}}
      .error{color:var(--error);font-weight:600}.warning{color:var(--warning)}
      .findings{display:grid;grid-template-columns:repeat(auto-fill,minmax(19rem,1fr));gap:.6rem}
      .finding{border:1px solid var(--line);border-radius:6px;padding:.6rem}
      .photos{display:flex;flex-wrap:wrap;gap:.8rem;margin-top:.4rem}
      figure{margin:0;width:128px}figure img{max-width:128px;max-height:128px}
      figcaption{font-size:12px;overflow-wrap:anywhere}
      .none{width:128px;height:64px;background:var(--none);display:flex;align-items:center;justify-content:center;font-size:12px}
      """;

  private final Validation validation;
  private final Thumbnails thumbnails = new Thumbnails();

  HtmlReport(Validation validation) {
    this.validation = validation;
  }

  /**
   * @throws IOException where it cannot be written
   */
  void write(Path file) throws IOException {
    try (Writer out = Files.newBufferedWriter(file)) {
      out.write(
          "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n<title>");
      out.write(escaped("Photos of " + validation.source()));
      out.write("</title>\n<style>" + STYLE + "</style></head><body>\n");
      summary(out);
      for (Check check : Check.values()) {
        section(out, check, validation.of(check));
      }
      thresholds(out);
      out.write("</body></html>\n");
    }
  }

  private void summary(Writer out) throws IOException {
    out.write("<h1>" + escaped("Photos of " + validation.source()) + "</h1>\n<p>");
    out.write(
        "%,d photos in %d classes; files of other kinds: %,d.<br>Splits: %s.<br>Classes: %s.</p>\n"
            .formatted(
                validation.subjects().size(),
                validation.classes().size(),
                validation.ignored(),
                escaped(SummaryTable.list(validation.splits())),
                escaped(SummaryTable.list(validation.classes()))));
    out.write("<p>" + escaped(SummaryTable.labels(validation)) + "</p>\n<table><tr><th>Check<th>");
    out.write("<th class=n>Findings<th class=n>Photos<th class=m>Meaning</tr>\n");
    for (Map.Entry<Check, Validation.Count> entry : validation.counts().entrySet()) {
      Validation.Count count = entry.getValue();
      String worst = count.findings() == 0 ? "" : count.worst().label();
      out.write(
          "<tr><td>%s<td class=\"%s\">%s<td class=n>%,d<td class=n>%,d<td class=m>%s</tr>\n"
              .formatted(
                  title(entry.getKey(), count.findings()),
                  worst,
                  worst,
                  count.findings(),
                  count.photos(),
                  escaped(entry.getKey().meaning())));
    }
    out.write("</table>\n");
  }

  private static String title(Check check, int findings) {
    String title = escaped(check.title());
    return findings == 0 ? title : "<a href=\"#%s\">%s</a>".formatted(check.id(), title);
  }

  private void section(Writer out, Check check, List<Finding> findings) throws IOException {
    if (findings.isEmpty()) {
      return;
    }
    out.write(
        "<h2 id=\"%s\">%s</h2>\n<div class=findings>\n"
            .formatted(check.id(), escaped(check.title())));
    for (Finding finding : findings.subList(0, Math.min(SHOWN_MAX, findings.size()))) {
      out.write("<div class=finding><span class=\"" + finding.severity().label() + "\">");
      out.write(finding.severity().label() + "</span> " + escaped(finding.text()));
      out.write("<div class=photos>\n");
      for (int photo :
          finding.photos().subList(0, Math.min(PICTURES_MAX, finding.photos().size()))) {
        figure(out, validation.subjects().get(photo));
      }
      out.write("</div></div>\n");
    }
    out.write("</div>\n");
    if (findings.size() > SHOWN_MAX) {
      out.write("<p>and %,d more</p>\n".formatted(findings.size() - SHOWN_MAX));
    }
  }

  private void figure(Writer out, Subject subject) throws IOException {
    out.write("<figure>");
    out.write(
        thumbnails
            .dataUri(subject.photo())
            .map(uri -> "<img alt=\"\" src=\"" + uri + "\">")
            .orElse("<div class=none>no picture</div>"));
    out.write("<figcaption>" + escaped(subject.name()) + "<br>");
    out.write(escaped(subject.label() + ", " + subject.split().label()));
    out.write("</figcaption></figure>\n");
  }

  private void thresholds(Writer out) throws IOException {
    out.write("<h2>Thresholds</h2>\n<table>\n");
    Map<?, ?> values = new JsonMapper().convertValue(validation.thresholds(), Map.class);
    for (Map.Entry<?, ?> value : values.entrySet()) {
      out.write(
          "<tr><td>%s<td class=n>%s</tr>\n"
              .formatted(
                  escaped(words(String.valueOf(value.getKey()))),
                  escaped(String.valueOf(value.getValue()))));
    }
    out.write("</table>\n");
  }

  private static String words(String camelCase) {
    return camelCase.replaceAll("([A-Z])", " $1").toLowerCase(Locale.ROOT);
  }

  /** Text as a page shows it: names of files are anybody's. */
  static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
