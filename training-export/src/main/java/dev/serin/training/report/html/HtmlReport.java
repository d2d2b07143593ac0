package dev.serin.training.report.html;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import dev.serin.training.report.Metrics;
import dev.serin.training.report.MetricsFile;
import dev.serin.training.report.ReportInput;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes the report of a training: one HTML file that needs no other file, no network and no
 * script, and {@code metrics.json} beside it. Its size is bounded: some three megabytes at most for
 * any data set of up to some hundred classes.
 */
public final class HtmlReport {
  private static final String TEMPLATE = "report.html";
  private static final String STYLE = "report.css";

  /**
   * Makes and writes the report.
   *
   * @param file such as {@code report.html}; replaced where it exists
   * @return what it says in figures
   */
  public Metrics write(Path file, ReportInput input) throws IOException {
    int[] trainCounts = DataView.counts(input.data().train(), input.test().classes());
    Metrics metrics = Metrics.of(input.test(), input.validation(), trainCounts, input.slices());
    String html = html(input, metrics);
    Files.writeString(file, html);
    Files.write(file.resolveSibling(MetricsFile.FILE_NAME), MetricsFile.of(input, metrics).json());
    return metrics;
  }

  /** The page. */
  String html(ReportInput input, Metrics metrics) throws IOException {
    // Every {{value}} is escaped; {{{these}}} are charts, whose texts the SVG writer escapes.
    Template template =
        Mustache.compiler()
            .strictSections(true)
            .emptyStringIsFalse(true)
            .nullValue("")
            .withLoader(name -> new java.io.StringReader(resource(STYLE)))
            .compile(resource(TEMPLATE));
    return template.execute(Page.of(input, metrics));
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = HtmlReport.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException(name + " is missing from the program");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
