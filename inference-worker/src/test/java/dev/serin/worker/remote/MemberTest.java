package dev.serin.worker.remote;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serin.worker.api.Cancellation;
import dev.serin.worker.api.Catalog;
import dev.serin.worker.api.Classification;
import dev.serin.worker.api.ClassifyRequest;
import dev.serin.worker.api.EncodedImage;
import dev.serin.worker.api.ImageInfo;
import dev.serin.worker.api.InferenceFailure;
import dev.serin.worker.api.InferenceFailure.Reason;
import dev.serin.worker.api.Load;
import dev.serin.worker.api.Timings;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

final class MemberTest {
  private static final long SECOND = 1_000_000_000L;
  private static final ClassifyRequest REQUEST =
      new ClassifyRequest(
          "m", "1", EncodedImage.of(new byte[] {1}), 1, Long.MAX_VALUE, new Cancellation());

  private final Deque<Promise<Classification>> asked = new ArrayDeque<>();
  private final Member member =
      new Member(
          "w",
          0,
          request -> {
            Promise<Classification> answer = Promise.promise();
            asked.add(answer);
            return answer.future();
          });
  private long now;

  @Test
  void isOpen_silent_isNotUntilItIsHeard() {
    assertThat(member.isOpen(SECOND, SECOND)).isTrue();
    assertThat(member.isOpen(SECOND + 1, SECOND)).isFalse();
    member.heard(Load.UNKNOWN, false, 2 * SECOND);
    assertThat(member.isOpen(2 * SECOND, SECOND)).isTrue();
  }

  @Test
  void isOpen_leaving_isNot() {
    member.heard(Load.UNKNOWN, true, 0);
    assertThat(member.isOpen(0, SECOND)).isFalse();
  }

  @Test
  void isOpen_unreached_isLeftOutForTwiceAsLongEachTime() {
    for (long wait : new long[] {SECOND / 2, SECOND, 2 * SECOND}) {
      Future<Classification> answer = ask();
      asked.remove().fail(new Sender.Undelivered("gone"));
      assertThat(answer.failed()).isTrue();
      assertThat(member.isOpen(now + wait - 1, 100 * SECOND)).isFalse();
      assertThat(member.isOpen(now + wait, 100 * SECOND)).isTrue();
      now += wait;
    }
    ask();
    asked.remove().complete(answerAfter(SECOND));
    ask();
    asked.remove().fail(new Sender.Undelivered("gone"));
    assertThat(member.isOpen(now + SECOND / 2, 100 * SECOND)).isTrue();
  }

  @Test
  void isOpen_manyLostAtOnce_isLeftOutAsForOne() {
    for (int i = 0; i < 6; i++) {
      ask();
    }
    member.lost();
    assertThat(member.isOpen(now + SECOND, 100 * SECOND)).as("has not answered yet").isFalse();
    member.serves(Catalog.EMPTY);
    assertThat(member.isOpen(now + SECOND / 2 - 1, 100 * SECOND)).isFalse();
    assertThat(member.isOpen(now + SECOND / 2, 100 * SECOND)).isTrue();
  }

  @Test
  void isOpen_refused_staysOpen() {
    ask();
    asked.remove().fail(new InferenceFailure(Reason.UNDECODABLE, "no image"));
    assertThat(member.isOpen(now, SECOND)).isTrue();
  }

  @Test
  void delayNanos_sentSinceItWasHeard_isAdded() {
    member.heard(new Load((model, version) -> 7), false, 0);
    assertThat(member.delayNanos("m", "1")).isEqualTo(7);
    ask();
    long one = member.delayNanos("m", "1") - 7;
    assertThat(one).isPositive();
    ask();
    assertThat(member.delayNanos("m", "1")).isEqualTo(7 + 2 * one);
    member.heard(new Load((model, version) -> 9), false, 0);
    assertThat(member.delayNanos("m", "1")).isEqualTo(9);
  }

  @Test
  void answerNanos_answeredAfterASilence_isNotWhatTheSilenceTook() {
    ask();
    now += 5 * SECOND;
    member.lost();
    asked.remove().complete(answerAfter(1));
    assertThat(member.answerNanos("m", "1", now)).isLessThan(SECOND / 10);
  }

  @Test
  void delayNanos_manyAnsweredTogether_eachAddsItsPart() {
    for (int i = 0; i < 400; i++) {
      for (int image = 0; image < 10; image++) {
        ask();
      }
      now += SECOND / 10;
      while (!asked.isEmpty()) {
        asked.remove().complete(answerAfter(SECOND / 10));
      }
    }
    ask();
    // The first of ten has no others to share with, the last has nine.
    assertThat(member.delayNanos("m", "1")).isBetween(SECOND / 100, SECOND / 30);
  }

  @Test
  void answerNanos_moreUnderWay_isLongerByAnAnswerEach() {
    long one = member.answerNanos("m", "1", now);
    assertThat(one).isPositive();
    ask();
    assertThat(member.answerNanos("m", "1", now)).isEqualTo(2 * one);
    member.heard(new Load((model, version) -> 7 * SECOND), false, 0);
    assertThat(member.answerNanos("m", "1", now)).as("with a report").isEqualTo(2 * one);
  }

  @Test
  void answerNanos_slowAnswer_isLongerAlsoByWhatItWaited() {
    long before = member.answerNanos("m", "1", now);
    ask();
    now += SECOND;
    asked.remove().complete(answerAfter(1));
    assertThat(member.answerNanos("m", "1", now)).isGreaterThan(5 * before);
  }

  @Test
  void answerNanos_failsFast_isNotAttractive() {
    long before = member.answerNanos("m", "1", now);
    ask();
    asked.remove().fail(new InferenceFailure(Reason.INTERNAL, "broken"));
    assertThat(member.answerNanos("m", "1", now)).isGreaterThan(5 * before);
    ask();
    long after = member.answerNanos("m", "1", now) / 2;
    asked.remove().fail(new InferenceFailure(Reason.UNDECODABLE, "the caller's own fault"));
    assertThat(member.answerNanos("m", "1", now)).isEqualTo(after);
  }

  @Test
  void lost_underWay_isAnsweredAtOnceAndALateAnswerIsIgnored() {
    Future<Classification> answer = ask();
    member.lost();
    assertThat(answer.cause()).isInstanceOf(Sender.Undelivered.class);
    asked.remove().complete(answerAfter(1));
    assertThat(answer.failed()).isTrue();
  }

  private Future<Classification> ask() {
    return member.classify(REQUEST, () -> now);
  }

  private static Classification answerAfter(long nanos) {
    return new Classification(new ImageInfo("png", 1, 1), List.of(), new Timings(nanos, 0, nanos));
  }
}
