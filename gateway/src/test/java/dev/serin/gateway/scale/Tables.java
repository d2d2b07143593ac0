package dev.serin.gateway.scale;

import dev.serin.gateway.scale.Capacity.Model;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The tables of docs/scale.md that the model makes. */
final class Tables {
  private static final List<Model> MODELS =
      List.of(Model.SQUEEZENET, Model.MOBILENET, Model.RESNET);
  private static final double[] RATES = {100, 1_000, 10_000, 100_000};
  private static final double REQUEST_MS = 25;
  private static final double PUT_MS = 20;

  private Tables() {}

  static String models() {
    List<String> rows = new ArrayList<>();
    for (Model model : MODELS) {
      Capacity plan = new Capacity(model, 0, 0);
      rows.add(
          row(
              model.name(),
              text("%.1f", model.decodeMs()),
              text("%.1f", model.runMs()),
              text("%.0f", 1000 / model.workerMs()),
              text("%.0f", 1 / (plan.workerWork(1) + plan.gatewayWork(1))),
              text("%,.0f", plan.gpuPaysAt()),
              text("%.1f", plan.gpuPaysAt() * model.decodeMs() / 1000)));
    }
    return table(
        "| model | decode, ms | run, ms | images/s of a worker's core | of a core, gateway and bus"
            + " included | a GPU pays from images/s | and these want cores for decoding |",
        rows);
  }

  static String rates() {
    List<String> rows = new ArrayList<>();
    for (Model model : List.of(Model.SQUEEZENET, Model.RESNET)) {
      for (double rate : RATES) {
        rows.add(rates(new Capacity(model, 0, 0), rate));
      }
    }
    rows.add(
        rates(new Capacity(Model.SQUEEZENET, .5, 0), 100_000)
            .replace("Net |", "Net, half cached |"));
    rows.add(
        rates(new Capacity(Model.SQUEEZENET, 0, .2), 100_000)
            .replace("Net |", "Net, 20 % shadowed |"));
    return table(
        "| model | images/s | gateways | workers | links | reports: cores of a gateway | bus,"
            + " Gbit/s | images, TB a day | compute, $/h | putting images, $/h | keeping them a"
            + " day, $/h |",
        rows);
  }

  private static String rates(Capacity plan, double rate) {
    return row(
        plan.model().name(),
        text("%,.0f", rate),
        text("%,d", plan.gateways(rate)),
        text("%,d", plan.workers(rate)),
        text("%,d", plan.links(rate)),
        text("%.2f", plan.reportCores(rate)),
        text("%.2f", plan.busBits(rate) / 1e9),
        text("%,.1f", plan.storedTbDay(rate)),
        text("%,.0f", plan.computeHour(rate)),
        text("%,.0f", plan.putsHour(rate)),
        text("%,.0f", plan.keptHour(rate)));
  }

  /** What one gateway of 16 cores can do before each of its limits is met. */
  static String limits() {
    Capacity plan = new Capacity(Model.SQUEEZENET, 0, 0);
    double photoBits = Capacity.PHOTO_BYTES * 8;
    return table(
        "| limit | formula | images/s |",
        List.of(
            limit("`bucket.connections` 8, half of them for uploads", "4 / 20 ms", 4 / PUT_MS),
            limit("`upload.slots` 64", "64 / 25 ms", 64 / REQUEST_MS),
            limit(
                "cores",
                "16 x .85 / (1.5 + .3 ms)",
                Capacity.CORES * Capacity.USE / (plan.gatewayWork(1) * 1000)),
            limit(
                "network, to workers and bucket",
                "25 Gbit/s x .6 / (2 x 110 KB)",
                Capacity.NIC_BITS * Capacity.NIC_USE / (2 * photoBits) / 1000)));
  }

  private static String limit(String name, String formula, double perMs) {
    return row(name, formula, text("%,.0f", perMs * 1000));
  }

  static String caches() {
    List<String> rows = new ArrayList<>();
    for (int images : new int[] {1_000_000, 10_000_000}) {
      for (double exponent : new double[] {.6, .8, 1}) {
        CheCache cache = new CheCache(images, exponent);
        double hit = cache.hitRate(100_000);
        Capacity plan = new Capacity(Model.SQUEEZENET, hit, 0);
        rows.add(
            row(
                text("%,d", images),
                text("%.1f", exponent),
                text("%.3f", hit),
                text("%.3f", cache.hitRate(images / 2)),
                text("%,d", plan.gateways(100_000)),
                text("%,d", plan.workers(100_000))));
      }
    }
    return table(
        "| images | exponent | hit rate of 100,000 results | of half the images | gateways at"
            + " 100,000/s | workers |",
        rows);
  }

  static String table(String head, List<String> rows) {
    long columns = head.chars().filter(c -> c == '|').count() - 1;
    return head + "\n|" + " --- |".repeat((int) columns) + "\n" + String.join("\n", rows) + "\n";
  }

  static String row(String... cells) {
    return "| " + String.join(" | ", Arrays.asList(cells)) + " |";
  }

  static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
