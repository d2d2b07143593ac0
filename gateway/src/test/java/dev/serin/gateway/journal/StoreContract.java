package dev.serin.gateway.journal;

import static dev.serin.gateway.usage.LabelCounts.NONE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.serin.gateway.catalog.VersionIdentity;
import dev.serin.gateway.error.ProblemCode;
import dev.serin.gateway.feedback.Feedback;
import dev.serin.gateway.feedback.LabelSource;
import dev.serin.gateway.rollout.RolloutStore.Entry;
import dev.serin.gateway.rollout.RolloutStore.Event;
import dev.serin.gateway.rollout.RolloutStore.Label;
import dev.serin.gateway.rollout.RolloutStore.Row;
import dev.serin.gateway.rollout.RolloutStore.Stable;
import dev.serin.gateway.rollout.RolloutStore.Write;
import dev.serin.gateway.usage.LabelCounts;
import dev.serin.gateway.usage.UsageCounts;
import dev.serin.gateway.usage.UsageKey;
import dev.serin.gateway.usage.UsageRow;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What the stores keep and give back, whatever database is under them. */
abstract class StoreContract extends FeedbackContract {
  @Test
  void versions_sameNameFromManyAtOnce_theFirstWordCountsForAll() {
    List<VersionIdentity> answers =
        IntStream.range(0, 50)
            .mapToObj(i -> new VersionIdentity(MODEL, "1", "digest" + i, T0.plusSeconds(i)))
            .map(one -> journal.versions().record(List.of(one)))
            .toList()
            .stream()
            .map(answer -> answer.await().get(0))
            .toList();
    assertThat(answers).hasSize(50).containsOnly(answers.get(0));
    List<VersionIdentity> two =
        List.of(
            new VersionIdentity(MODEL, "2", "other", T0),
            new VersionIdentity(MODEL, "1", "late", T0));
    assertThat(journal.versions().record(two).await()).containsExactly(two.get(0), answers.get(0));
  }

  @Test
  void write_everyPart_readBackAlsoAfterReopening() {
    Row row = row("r1", T0, "progressing");
    Event started = new Event(1, T0, "anna", "{\"e\":1}");
    rollouts().write(new Write(row, null, started, List.of(), null), SOLE).await();
    Entry entry = new Entry(1, T0.plusMillis(1), "{\"x\":\"ä€\uD83D\uDC24\"}");
    Event moved = new Event(2, T0.plusMillis(1), "controller", "{}");
    Row ended = new Row("r1", MODEL, "{\"p\":1}", T0, "promoted", "{\"s\":2}", T0.plusSeconds(9));
    Stable stable = new Stable(MODEL, "2", null);
    rollouts().write(new Write(ended, entry, moved, List.of(IMAGE), stable), SOLE).await();
    for (int round = 0; round < 2; round++) {
      assertThat(rollouts().find("r1").await()).contains(ended);
      assertThat(rollouts().entries("r1", 0, 10).await()).containsExactly(entry);
      assertThat(rollouts().events("r1", 0, 10).await()).containsExactly(started, moved);
      assertThat(rollouts().stables().await()).containsExactly(stable);
      reopen();
    }
  }

  @Test
  void read_nothingKept_empty() {
    assertThat(rollouts().find("r1").await()).isEmpty();
    assertThat(rollouts().list(10).await()).isEmpty();
    assertThat(rollouts().entries("r1", 0, 10).await()).isEmpty();
    assertThat(rollouts().events("r1", 0, 10).await()).isEmpty();
    assertThat(rollouts().stables().await()).isEmpty();
    assertThat(rollouts().unpaired("r1", MODEL, T0, 10).await()).isEmpty();
    assertThat(journal.usage().read(T0, T0.plusSeconds(7200)).await()).isEmpty();
  }

  @Test
  void list_several_newestFirstUpToTheLimit() {
    for (int i = 0; i < 3; i++) {
      start("r" + i, T0.plusSeconds(i));
    }
    assertThat(rollouts().list(2).await()).extracting(Row::id).containsExactly("r2", "r1");
  }

  @Test
  void entries_afterAndLimit_inOrder() {
    start("r1", T0);
    start("r2", T0);
    for (int i = 1; i <= 5; i++) {
      look("r1", i, event(i + 1), List.of(), null);
    }
    look("r2", 1, null, List.of(), null);
    assertThat(rollouts().entries("r1", 2, 2).await())
        .extracting(Entry::seq)
        .containsExactly(3L, 4L);
    assertThat(rollouts().events("r1", 4, 9).await())
        .extracting(Event::seq)
        .containsExactly(5L, 6L);
  }

  @Test
  void stables_severalModels_newestWordOfEach() {
    start("r1", T0);
    look("r1", 1, null, List.of(), new Stable(MODEL, "2", "1"));
    look("r1", 2, null, List.of(), new Stable("cars", "7", "6"));
    look("r1", 3, null, List.of(), new Stable(MODEL, "", null));
    assertThat(rollouts().stables().await())
        .containsExactly(new Stable("cars", "7", "6"), new Stable(MODEL, "", null));
  }

  @Test
  void isKept_onlyOwnEntriesThatAreThere() {
    start("r1", T0);
    look("r1", 1, null, List.of(), null);
    assertThat(rollouts().isKept(write("r1", 1), SOLE).await()).isTrue();
    assertThat(rollouts().isKept(write("r1", 2), SOLE).await()).isFalse();
    assertThat(rollouts().isKept(write("r2", 1), SOLE).await()).isFalse();
    reopen();
    assertThat(rollouts().isKept(write("r1", 1), SOLE).await()).isFalse();
  }

  static Write write(String id, long seq) {
    Entry entry = new Entry(seq, T0.plusSeconds(seq), "{}");
    return new Write(row(id, T0, "progressing"), entry, null, List.of(), null);
  }

  @Test
  void write_lastEntryAgain_takesThePlaceOfAllThatCameOfIt() {
    start("r1", T0);
    look("r1", 1, event(2), List.of(IMAGE), null);
    Stable promoted = new Stable(MODEL, "2", "1");
    look("r1", 2, event(3), List.of("b".repeat(64)), promoted);
    Entry again = new Entry(2, T0.plusSeconds(5), "{\"more\":1}");
    Write repeat = new Write(row("r1", T0, "aborted"), again, event(3), List.of(), null);
    rollouts().write(repeat, SOLE).await();
    rollouts().write(repeat, SOLE).await();
    assertThat(rollouts().entries("r1", 1, 9).await()).containsExactly(again);
    assertThat(rollouts().events("r1", 0, 9).await()).hasSize(3);
    assertThat(rollouts().stables().await()).isEmpty();
    assertThat(count("pair")).isEqualTo(1);
    assertThat(rollouts().find("r1").await().orElseThrow().phase()).isEqualTo("aborted");
  }

  @Test
  void write_refusedHalfWay_leavesNothing() {
    start("r1", T0);
    look("r1", 1, event(2), List.of(), null);
    // Event 2 is there already, of another entry; the row, the entry and the pair come before it.
    Write bad =
        new Write(
            row("r1", T0, "aborted"),
            new Entry(2, T0, "{}"),
            event(2),
            List.of(IMAGE),
            new Stable(MODEL, "2", null));
    assertThat(failure(rollouts().write(bad, SOLE)).problem().code())
        .isEqualTo(ProblemCode.INTERNAL);
    assertThat(rollouts().find("r1").await().orElseThrow().phase()).isEqualTo("progressing");
    assertThat(rollouts().entries("r1", 0, 9).await()).hasSize(1);
    assertThat(count("pair")).isZero();
    assertThat(rollouts().stables().await()).isEmpty();
  }

  @Test
  void write_refusedBesideOthersInOneTransaction_onlyItFails() {
    start("r1", T0);
    List<Future<Void>> good = new ArrayList<>();
    List<Future<Void>> bad = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      good.add(journal.feedback().put(FeedbackWriter.feedback("p" + i)));
      bad.add(
          rollouts()
              .write(
                  new Write(row("r1", T0, "x"), new Entry(9, T0, "{}"), null, List.of(), null),
                  SOLE));
    }
    Future.all(good).await();
    bad.forEach(JournalFixture::failure);
    assertThat(count("feedback")).isEqualTo(20);
    assertThat(rollouts().find("r1").await().orElseThrow().phase()).isEqualTo("progressing");
  }

  @Test
  void write_entryOutOfOrder_refused() {
    start("r1", T0);
    look("r1", 1, null, List.of(), null);
    look("r1", 2, null, List.of(), null);
    for (long seq : new long[] {1, 4}) {
      Write write = new Write(row("r1", T0, "x"), new Entry(seq, T0, "{}"), null, List.of(), null);
      assertThat(failure(rollouts().write(write, SOLE)))
          .hasMessageContaining("cannot follow entry 2");
    }
  }

  @Test
  void write_entryOfAnotherProcess_refused() {
    start("r1", T0);
    Journal other = open(TIMEOUT, 10);
    try {
      look("r1", 1, null, List.of(), null);
      Write same = new Write(row("r1", T0, "x"), new Entry(1, T0, "{}"), null, List.of(), null);
      assertThat(failure(other.rollouts().write(same, SOLE)))
          .hasMessageContaining("another process");
    } finally {
      other.close().await();
    }
  }

  @Test
  void put_secondWord_replacesTheFirst() {
    put("p1", IMAGE, "cat", T0);
    put("p1", IMAGE, "dog", T0.plusSeconds(1));
    put("p1", IMAGE, "dog", T0.plusSeconds(1));
    start("r1", T0);
    assertThat(count("feedback")).isEqualTo(1);
    assertThat(rollouts().unpaired("r1", MODEL, T0, 9).await())
        .containsExactly(new Label(IMAGE, "dog", "p1"));
  }

  @Test
  void unpaired_labels_firstOfEachImageOfTheModelSinceThenWithoutPairs() {
    start("r1", T0);
    start("r2", T0);
    String paired = "b".repeat(64);
    put("p1", IMAGE, "dog", T0.plusSeconds(2));
    put("p2", IMAGE, "cat", T0.plusSeconds(1));
    put("p3", paired, "dog", T0.plusSeconds(3));
    put("p4", "c".repeat(64), "dog", T0.minusSeconds(1));
    put("p5", "d".repeat(64), "bird", T0);
    journal
        .feedback()
        .put(
            new Feedback(
                "p6",
                LabelSource.TRUSTED,
                "cars",
                "1",
                "e".repeat(64),
                "cat",
                "dog",
                T0.plusSeconds(1)))
        .await();
    look("r1", 1, null, List.of(paired), null);
    assertThat(rollouts().unpaired("r1", MODEL, T0, 9).await())
        .containsExactly(new Label("d".repeat(64), "bird", "p5"), new Label(IMAGE, "cat", "p2"));
    assertThat(rollouts().unpaired("r1", MODEL, T0, 1).await()).hasSize(1);
    assertThat(rollouts().unpaired("r2", MODEL, T0, 9).await()).hasSize(3);
  }

  @Test
  void usage_addedTwice_summedWithTheFeedbackOfTheHour() {
    UsageKey cat = new UsageKey(T0, MODEL, "1", "cat");
    UsageKey none = new UsageKey(T0, MODEL, "1", null);
    UsageKey later = new UsageKey(T0.plusSeconds(3600), MODEL, "1", "cat");
    UsageCounts counts = new UsageCounts(10, 1, 2, 7.5);
    journal.usage().add(Map.of(cat, counts, none, new UsageCounts(3, 3, 0, 0))).await();
    journal.usage().add(Map.of(cat, counts, later, counts)).await();
    journal.usage().add(Map.of()).await();
    put("p1", IMAGE, "cat", T0.plusSeconds(1));
    put("p2", IMAGE, "dog", T0.plusSeconds(3599));
    put("p3", IMAGE, "cat", T0.plusSeconds(7200));
    LabelCounts two = new LabelCounts(2, 1);
    LabelCounts one = new LabelCounts(1, 1);
    assertThat(journal.usage().read(T0, T0.plusSeconds(3600)).await())
        .containsExactly(
            new UsageRow(none, new UsageCounts(3, 3, 0, 0), NONE, NONE, NONE),
            new UsageRow(cat, counts.plus(counts), two, two, NONE));
    UsageKey onlyFeedback = new UsageKey(T0.plusSeconds(7200), MODEL, "1", "cat");
    assertThat(journal.usage().read(T0.plusMillis(1), T0.plusSeconds(7201)).await())
        .containsExactly(
            new UsageRow(later, counts, NONE, NONE, NONE),
            new UsageRow(onlyFeedback, new UsageCounts(0, 0, 0, 0), one, one, NONE));
  }
}
