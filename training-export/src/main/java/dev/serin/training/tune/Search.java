package dev.serin.training.tune;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serin.worker.model.InvalidFileException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Random search with successive halving ({@link Rung}). A trial goes on from rung to rung where it
 * was, with a learning rate that follows the schedule of a whole training.
 */
final class Search {
  private final TuneConfig config;
  private final JsonNode base;
  private final SearchFolder folder;
  private final Trial trial;
  private final Consumer<String> out;
  private final LongSupplier nanoTime;
  private final Map<String, Result> measured = new HashMap<>();

  Search(SearchFolder folder, Trial trial, Consumer<String> out, LongSupplier nanoTime)
      throws IOException {
    this.config = folder.config();
    this.base = folder.base();
    this.folder = folder;
    this.trial = trial;
    this.out = out;
    this.nanoTime = nanoTime;
    folder.measured().forEach(r -> measured.put(key(r.rung(), r.trial()), r));
  }

  /**
   * Whether it came to its end; else it was stopped.
   *
   * @throws TuneException where a drawn configuration cannot be trained, before any is; or where no
   *     training came to anything
   */
  boolean run() throws IOException {
    List<Candidate> alive = Candidate.draw(config);
    List<Rung> rungs = Rung.of(config);
    for (Candidate candidate : alive) {
      check(candidate);
    }
    out.accept(
        String.format(
            Locale.ROOT,
            "Search: %d trials, %d epochs in all. Folder: %s",
            alive.size(),
            Rung.budget(rungs),
            folder.path()));
    out.accept("rung trial epochs     loss accuracy  seconds  parameters");
    for (Rung rung : rungs) {
      List<Result> results = new ArrayList<>();
      for (Candidate candidate : best(alive, rung)) {
        Result result = result(candidate, rung);
        if (result == null) {
          out.accept("Stopped. To go on: tune --resume " + folder.path());
          return false;
        }
        results.add(result);
      }
      alive = ranked(alive, results);
      if (alive.isEmpty()) {
        throw new TuneException(
            "no training of rung "
                + rung.number()
                + " came to anything; "
                + folder.path()
                + " has the table");
      }
    }
    tellBest(alive.get(0), rungs.get(rungs.size() - 1));
    return true;
  }

  /** The first of the ranked candidates, in the order of their numbers. */
  private static List<Candidate> best(List<Candidate> ranked, Rung rung) {
    return ranked.subList(0, Math.min(ranked.size(), rung.trials())).stream()
        .sorted(Comparator.comparingInt(Candidate::number))
        .toList();
  }

  /** Those whose training came to something, best first; of equals the smaller number first. */
  private List<Candidate> ranked(List<Candidate> candidates, List<Result> results) {
    Map<Integer, Candidate> byNumber = new HashMap<>();
    candidates.forEach(c -> byNumber.put(c.number(), c));
    return results.stream()
        .filter(r -> !r.isFailed())
        .sorted(
            Comparator.<Result>comparingDouble(r -> config.metric().cost(r.outcome()))
                .thenComparingInt(Result::trial))
        .map(r -> byNumber.getOrDefault(r.trial(), candidates.get(0)))
        .toList();
  }

  private @Nullable Result result(Candidate candidate, Rung rung) throws IOException {
    Result known = measured.get(key(rung.number(), candidate.number()));
    if (known != null) {
      tell(known, candidate, "");
      return known;
    }
    ObjectNode settings = candidate.applyTo(base, config.epochs().max());
    Path place = folder.trial(candidate, settings);
    long start = nanoTime.getAsLong();
    Trial.Outcome outcome;
    String note = "";
    try {
      Optional<Trial.Outcome> trained = trial.train(settings, place, rung.epochs());
      if (trained.isEmpty()) {
        return null;
      }
      outcome = trained.get();
    } catch (TrialException e) {
      outcome = Result.failed();
      note = "  (" + e.getMessage() + ")";
    }
    double seconds = (nanoTime.getAsLong() - start) / 1e9;
    Result result = new Result(rung.number(), candidate.number(), rung.epochs(), seconds, outcome);
    folder.add(result, candidate);
    measured.put(key(rung.number(), candidate.number()), result);
    tell(result, candidate, note);
    return result;
  }

  private void check(Candidate candidate) throws IOException {
    ObjectNode settings = candidate.applyTo(base, config.epochs().max());
    try {
      trial.check(settings, folder.trial(candidate, settings));
    } catch (TrialException | InvalidFileException e) {
      throw new TuneException(
          "trial "
              + candidate.number()
              + " ("
              + candidate.text()
              + ") cannot be trained: "
              + e.getMessage(),
          e);
    }
  }

  private void tell(Result result, Candidate candidate, String note) {
    out.accept(
        String.format(
            Locale.ROOT,
            "%4d %5d %6d %8.4f %8.4f %8.1f  %s%s",
            result.rung(),
            result.trial(),
            result.epochs(),
            result.outcome().loss(),
            result.outcome().accuracy(),
            result.seconds(),
            candidate.text(),
            note));
  }

  private void tellBest(Candidate best, Rung last) throws IOException {
    Result result = measured.get(key(last.number(), best.number()));
    if (result == null) {
      throw new IllegalStateException("the best trial was not measured");
    }
    String text =
        String.format(
            Locale.ROOT,
            "trial %d: validation loss %.4f, accuracy %.4f after %d epochs",
            best.number(),
            result.outcome().loss(),
            result.outcome().accuracy(),
            result.epochs());
    Path file =
        folder.best(
            "Best of " + config.trials() + " trials of serin tune, " + text,
            best.applyTo(base, config.epochs().max()));
    out.accept("Best: " + text + "  " + best.text());
    out.accept("To train it: train " + file);
  }

  private static String key(int rung, int trial) {
    return rung + "/" + trial;
  }
}
