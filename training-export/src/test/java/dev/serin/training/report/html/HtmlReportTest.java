package dev.serin.training.report.html;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serin.training.data.Augmentation;
import dev.serin.training.onnx.LayerDifference;
import dev.serin.training.report.Answers;
import dev.serin.training.report.Certificate;
import dev.serin.training.report.Comparison;
import dev.serin.training.report.EpochPoint;
import dev.serin.training.report.Latency;
import dev.serin.training.report.Metrics;
import dev.serin.training.report.NamedSlice;
import dev.serin.training.report.PaintedImages;
import dev.serin.training.report.Quantization;
import dev.serin.training.report.ReportInput;
import dev.serin.training.report.Score;
import dev.serin.training.report.SyntheticAnswers;
import dev.serin.worker.image.OpenCv;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.InputSource;

class HtmlReportTest {
  private static final String HOSTILE = "<script>alert('1.23456')</script>\"&{{model}}";
  private static final Augmentation VARIED =
      new Augmentation(0.5, 0.5, 1, 0, 1, new Augmentation.Colour(0.2, 0, 0), 0, 0);

  @TempDir private Path folder = Path.of("");

  @BeforeAll
  static void load() {
    OpenCv.load();
  }

  private String write(ReportInput input) throws IOException {
    Path file = folder.resolve("report.html");
    new HtmlReport().write(file, input);
    assertThat(folder.resolve("metrics.json")).isNotEmptyFile();
    return Files.readString(file);
  }

  private static ReportInput full(List<String> labels, PaintedImages images) {
    Answers test = SyntheticAnswers.of(labels, images, i -> i % 7 != 0);
    List<EpochPoint> epochs =
        IntStream.rangeClosed(1, 4)
            .mapToObj(
                e ->
                    new EpochPoint(
                        e, 1.0 / e, 0.5 + 0.1 * e, 1.2 / e, 0.4 + 0.1 * e, 0.01 / e, 400, 90))
            .toList();
    Certificate proof =
        new Certificate(
            1,
            "m",
            "1",
            "abc",
            "def",
            new Comparison(100, 2e-6, 0, 1e-4),
            List.of(new LayerDifference(HOSTILE, "DenseLayer", 1e-7)),
            new Score(9, 10),
            new Score(9, 10),
            null,
            null,
            new Quantization(
                HOSTILE,
                100,
                new Score(9, 10),
                new Score(9, 10),
                1,
                0.01,
                4000,
                1100,
                new Quantization.Speed(1, 1, 100, 170, 1.7),
                new Quantization.Speed(2, 1, 180, 290, 1.6)),
            Map.of("java", "17"));
    return new ReportInput(
        new ReportInput.Run(
            "m-1-20260101T000000Z", HOSTILE, "1", Instant.EPOCH, 7, "0123456789abcdef", HOSTILE),
        new ReportInput.Data(images, images, "d".repeat(64), HOSTILE),
        epochs,
        test,
        SyntheticAnswers.of(labels, images, i -> i % 5 != 0),
        List.of(new NamedSlice.Variant(HOSTILE, test)),
        new Latency(1, 2, 3, 32, 900, "a machine", List.of(1.0, 1.0, 2.0, 3.0)),
        proof,
        Map.of("training." + HOSTILE, HOSTILE, "data.folder", HOSTILE),
        VARIED,
        new ReportInput.Card(HOSTILE, HOSTILE, HOSTILE));
  }

  private static PaintedImages hostileImages(int size, int classes) {
    return new PaintedImages(
        size, i -> i % classes, i -> HOSTILE + i + ".png", i -> 10 + i % 90, i -> i * 31 % 256);
  }

  @Test
  void write_hostileNames_areHarmless() throws IOException {
    String html = write(full(List.of(HOSTILE, "b", "c{{{d}}}"), hostileImages(60, 3)));
    assertThat(html).doesNotContain("<script").contains("&lt;script&gt;alert");
    // The name is shown as it is, not read as a template.
    assertThat(html).contains("{{model}}").contains("c{{{d}}}");
    assertThat(html).doesNotContain("alert('").doesNotContain("\"\"&");
    assertThat(html.length()).isLessThan(1_500_000);
  }

  @Test
  void write_everything_needsNoOtherFile() throws Exception {
    String html = write(full(SyntheticAnswers.labels(3), hostileImages(60, 3)));
    for (String id :
        List.of(
            "training",
            "confusion",
            "classes",
            "calibration",
            "mistakes",
            "slices",
            "latency",
            "data",
            "proof",
            "settings",
            "card")) {
      assertThat(html).contains("<section id=\"" + id + "\"").contains("href=\"#" + id + "\"");
    }
    assertThat(html).doesNotContain("http:").doesNotContain("https:").doesNotContain("<link");
    assertThat(values(html, "src=\"([^\"]*)\""))
        .isNotEmpty()
        .allMatch(s -> s.startsWith("data:image/"));
    assertThat(values(html, "url\\(([^)]*)\\)")).allMatch(s -> s.startsWith("#chart"));
    assertThat(values(html, " id=\"([^\"]*)\"")).doesNotHaveDuplicates();
    List<String> charts = values(html, "(?s)(<svg.*?</svg>)");
    assertThat(charts).hasSizeGreaterThanOrEqualTo(8);
    for (String chart : charts) {
      DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .parse(new InputSource(new StringReader(chart)));
      assertThat(chart).contains("<text").contains("aria-label=").doesNotContain("rgb(");
    }
    assertThat(html).contains("loss (nats)").contains("learning rate").contains("accuracy (%)");
  }

  @Test
  void write_knownAnswers_tellsThem() throws IOException {
    ReportInput input = full(SyntheticAnswers.labels(3), hostileImages(210, 3));
    String html = write(input);
    assertThat(html)
        .contains("180 of 210 right")
        .contains("85.7\u00a0%")
        .contains("80.3–89.8\u00a0%");
    assertThat(html).contains("Of 30 wrong answers").contains("0123456789ab");
    assertThat(html).contains("differ by 2.00e-06 at most");
    Metrics metrics = new HtmlReport().write(folder.resolve("again.html"), input);
    assertThat(Files.readString(folder.resolve("again.html"))).isEqualTo(html);
    assertThat(metrics.temperature()).isNotNull();
  }

  @Test
  void write_hundredClasses_showsPairsInsteadOfAMatrix() throws IOException {
    String html = write(full(SyntheticAnswers.labels(100), hostileImages(200, 100)));
    assertThat(html).doesNotContain("class=\"matrix\"").contains("too many classes for a matrix");
    assertThat(html.length()).isLessThan(4_000_000);
    String few = write(full(SyntheticAnswers.labels(2), hostileImages(70, 2)));
    assertThat(few).contains("class=\"matrix\"");
  }

  @Test
  void write_littleKnown_leavesSectionsOut() throws IOException {
    PaintedImages images = PaintedImages.of(20, 2);
    Answers test = SyntheticAnswers.of(List.of("a", "b"), images, i -> true);
    String html = write(least(test, images, null));
    assertThat(html)
        .doesNotContain("id=\"training\"")
        .doesNotContain("id=\"latency\"")
        .doesNotContain("id=\"proof\"")
        .doesNotContain("As the training shows them")
        .contains("There were no validation images to fit a temperature on")
        .contains("report.card.intended-use")
        .contains("All training images are 12 × 12 pixels");
  }

  @Test
  void findings_poorNetwork_raisesAlarms() {
    PaintedImages images = PaintedImages.of(200, 4);
    Answers test =
        SyntheticAnswers.of(SyntheticAnswers.labels(4), images, i -> i % 4 == 0 && i % 8 == 0);
    ReportInput input = least(test, images, null);
    Metrics metrics = Metrics.of(test, null, new int[4], List.of());
    assertThat(Findings.of(input, metrics))
        .filteredOn(Findings.Finding::alarm)
        .extracting(Findings.Finding::text)
        .anyMatch(t -> t.contains("not shown to be better"))
        .anyMatch(t -> t.contains("points too high"));
  }

  @Test
  void thumbnails_enough_givesNoMore() {
    Thumbnails thumbnails = new Thumbnails(2000);
    PaintedImages images = PaintedImages.of(100, 2);
    long shown =
        IntStream.range(0, 100).filter(i -> thumbnails.of(images, i, "", "") != null).count();
    assertThat(shown).isBetween(3L, 20L);
  }

  @Test
  void write_temperatureInTheGraph_isNothingLeftToDo() throws IOException {
    ReportInput input = full(SyntheticAnswers.labels(3), hostileImages(60, 3));
    ReportInput folded =
        new ReportInput(
            input.run(),
            input.data(),
            input.epochs(),
            input.test(),
            input.validation(),
            input.slices(),
            input.latency(),
            input.certificate(),
            Map.of("export.temperature", "fold"),
            input.augmentation(),
            input.card());

    assertThat(write(input)).contains("Probabilities are").doesNotContain("part of the graph");
    assertThat(write(folded)).contains("Probabilities were").contains("which is part of the graph");
  }

  private static ReportInput least(
      Answers test, PaintedImages images, @Nullable Augmentation augmentation) {
    return new ReportInput(
        new ReportInput.Run("id", "m", "1", Instant.EPOCH, 7, "c", null),
        new ReportInput.Data(images, images.part(0, 0), "d", null),
        List.of(),
        test,
        null,
        List.of(),
        null,
        null,
        Map.of(),
        augmentation,
        ReportInput.Card.EMPTY);
  }

  private static List<String> values(String html, String pattern) {
    return Pattern.compile(pattern)
        .matcher(html)
        .results()
        .map((MatchResult m) -> m.group(1))
        .toList();
  }
}
