package dev.serin.gateway.client;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Why a rollout stands where it stands.
 *
 * @param gateway the public port, which has the images
 */
record ExplainView(Look look, URI gateway) {
  private static final int LABEL_MAX = 30;

  List<Line> lines(Facts explanation) {
    List<Line> lines = new ArrayList<>();
    for (String sentence : explanation.texts("text")) {
      look.wrap(sentence).forEach(line -> lines.add(Line.of(line)));
    }
    Table table = new Table("STABLE", ">", "CANDIDATE", ">", "IMAGE");
    for (Facts pair : explanation.list("disagreements")) {
      Facts stable = pair.object("stable");
      Facts candidate = pair.object("candidate");
      table.row(
          look.clip(stable.text("label"), LABEL_MAX),
          probability(stable),
          look.clip(candidate.text("label"), LABEL_MAX),
          probability(candidate),
          address(pair.text("image")));
    }
    if (!table.isEmpty()) {
      lines.add(Line.EMPTY);
      lines.add(Line.of("Where the versions disagree most", Tone.STRONG));
      lines.addAll(table.lines());
    }
    return lines;
  }

  private static String probability(Facts answer) {
    double p = answer.number("probability");
    return Double.isNaN(p) ? Words.NOTHING : String.format(Locale.ROOT, "%.2f", p);
  }

  private String address(String image) {
    return image.startsWith("/") ? gateway.toString().replaceAll("/+$", "") + image : image;
  }
}
