package dev.serin.worker.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.serin.worker.api.Cancellation;
import dev.serin.worker.api.Catalog;
import dev.serin.worker.api.Classification;
import dev.serin.worker.api.ClassifyRequest;
import dev.serin.worker.api.EncodedImage;
import dev.serin.worker.api.ImageInfo;
import dev.serin.worker.api.InferenceFailure;
import dev.serin.worker.api.InferenceFailure.Reason;
import dev.serin.worker.api.ModelInfo;
import dev.serin.worker.api.Prediction;
import dev.serin.worker.api.Priority;
import dev.serin.worker.api.Span;
import dev.serin.worker.api.Timings;
import dev.serin.worker.api.VersionInfo;
import dev.serin.worker.api.VersionInfo.State;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class WireTest {
  private final AtomicLong sender = new AtomicLong(1_000_000);
  private final AtomicLong receiver = new AtomicLong(-5_000_000_000L);
  private final Wire here = new Wire(sender::get);
  private final Wire there = new Wire(receiver::get);

  @Test
  void request_overTheWire_isTheSameByTheReceiversClock() {
    byte[] bytes = new byte[100_000];
    new SplittableRandom(1).nextBytes(bytes);
    Cancellation cancellation = new Cancellation();
    cancellation.extend(sender.get() + 300);
    ClassifyRequest sent =
        new ClassifyRequest(
            "pets",
            "v 2",
            EncodedImage.of(bytes),
            5,
            sender.get() + 700,
            cancellation,
            Priority.BACKGROUND);
    Wire.Numbered numbered = there.request(here.request(42, sent));
    ClassifyRequest received = numbered.request();
    try (EncodedImage image = received.image()) {
      assertThat(numbered.number()).isEqualTo(42);
      assertThat(received.model()).isEqualTo("pets");
      assertThat(received.version()).isEqualTo("v 2");
      assertThat(received.top()).isEqualTo(5);
      assertThat(received.priority()).isEqualTo(Priority.BACKGROUND);
      assertThat(received.deadlineNanos()).isEqualTo(receiver.get() + 700);
      assertThat(received.dueNanos()).isEqualTo(receiver.get() + 300);
      assertThat(image.sha256()).isEqualTo(sent.image().sha256());
      byte[] arrived = new byte[image.size()];
      image.bytes().get(arrived);
      assertThat(arrived).isEqualTo(bytes);
    }
  }

  @Test
  void request_ofAnotherRelease_isReadWithoutWhatIsNewAndWhatIsMissing() {
    Buffer head =
        Buffer.buffer(
            "{\"later\":{\"x\":[1,2]},\"number\":7,\"model\":\"m\",\"version\":\"1\","
                + "\"top\":3,\"dueNanos\":300,\"deadlineNanos\":700,\"sha256\":\"aa\"}");
    Buffer sent = Buffer.buffer().appendInt(head.length()).appendBuffer(head).appendString("photo");
    Wire.Numbered numbered = there.request(sent);
    try (EncodedImage image = numbered.request().image()) {
      assertThat(numbered.number()).isEqualTo(7);
      assertThat(numbered.request().priority()).isEqualTo(Priority.CALLER);
      assertThat(numbered.request().deadlineNanos()).isEqualTo(receiver.get() + 700);
      assertThat(image.size()).isEqualTo(5);
    }
  }

  @Test
  void answer_ofALaterRelease_isReadWithoutWhatIsNew() {
    Classification answer =
        there.answer(
            Buffer.buffer(
                "{\"answer\":{\"image\":{\"format\":\"png\",\"width\":1,\"height\":2,\"depth\":8},"
                    + "\"predictions\":[{\"label\":\"cat\",\"index\":0,\"probability\":0.5,\"box\":[]}],"
                    + "\"timings\":{\"decode\":1,\"queue\":2,\"inference\":3,\"copy\":4},\"gpu\":1}}"));
    assertThat(answer)
        .isEqualTo(
            new Classification(
                new ImageInfo("png", 1, 2),
                List.of(new Prediction("cat", 0, 0.5f)),
                new Timings(1, 2, 3)));
  }

  @Test
  void catalog_ofAnEarlierRelease_hasNoProviders() {
    Catalog catalog =
        there.catalog(
            Buffer.buffer(
                "{\"complete\":true,\"models\":[{\"name\":\"m\",\"stable\":\"1\",\"versions\":"
                    + "[{\"version\":\"1\",\"state\":\"READY\",\"digest\":\"aa\",\"labels\":[\"a\"]}]}]}"));
    VersionInfo version = catalog.models().get(0).versions().get(0);
    assertThat(version)
        .isEqualTo(new VersionInfo("1", State.READY, null, "aa", List.of("a"), null));
  }

  @Test
  void answer_anyFloat_isTheSameBits() {
    SplittableRandom random = new SplittableRandom(2);
    for (int run = 0; run < 1_000; run++) {
      float probability = Float.intBitsToFloat(random.nextInt(0x3f800001));
      Classification answer =
          new Classification(
              new ImageInfo("jpeg", 500, 375),
              List.of(new Prediction("caf\u00e9 \"x\"", 3, probability)),
              new Timings(1, 2, 3));
      assertThat(there.answer(here.answer(answer))).as("run %s", run).isEqualTo(answer);
    }
  }

  @Test
  void failure_overloaded_keepsWhenToTryAgain() {
    Buffer sent = here.failure(InferenceFailure.overloaded("the queue is full", 77));
    InferenceFailure failure =
        catchThrowableOfType(InferenceFailure.class, () -> there.answer(sent));
    assertThat(failure.reason()).isEqualTo(Reason.OVERLOADED);
    assertThat(failure.getMessage()).isEqualTo("the queue is full");
    assertThat(failure.retryNanos()).isEqualTo(77);
  }

  @Test
  void failure_ofAReasonThatIsNotKnownHere_isInternal() {
    Buffer sent = Buffer.buffer("{\"reason\":\"MELTED\",\"message\":\"?\",\"new\":[1]}");
    assertThat(catchThrowableOfType(InferenceFailure.class, () -> there.answer(sent)).reason())
        .isEqualTo(Reason.INTERNAL);
  }

  @Test
  void status_ofALaterRelease_isReadWithoutWhatIsNew() {
    WorkerStatus status =
        there.status(
            Buffer.buffer(
                "{\"worker\":\"w\",\"catalog\":3,\"gpu\":{\"x\":1},\"delays\":[{\"model\":\"m\",\"version\":\"1\",\"nanos\":9,\"y\":2}]}"));
    assertThat(status.leaving()).isFalse();
    assertThat(status.delayNanos("m", "1")).isEqualTo(9);
    assertThat(status.delayNanos("m", "2")).isZero();
  }

  @Test
  void catalog_overTheWire_isTheSame() {
    Catalog catalog =
        new Catalog(
            true,
            List.of(
                new ModelInfo(
                    "pets",
                    null,
                    List.of(
                        new VersionInfo(
                            "1",
                            State.READY,
                            null,
                            "aa",
                            List.of("cat", "dog"),
                            0.5,
                            List.of("cuda")),
                        new VersionInfo("2", State.FAILED, "bad", null, List.of(), null)))));
    assertThat(there.catalog(here.catalog(catalog))).isEqualTo(catalog);
  }

  /** A span that another process is to know of. */
  private record Named(String traceParent) implements Span {
    @Override
    public boolean isRecorded() {
      return true;
    }

    @Override
    public String traceId() {
      return "";
    }

    @Override
    public String spanId() {
      return "";
    }

    @Override
    public Span child(Kind kind, String name, long startNanos) {
      return this;
    }

    @Override
    public void name(String name) {}

    @Override
    public Span set(String key, String value) {
      return this;
    }

    @Override
    public Span set(String key, long value) {
      return this;
    }

    @Override
    public void link(Span other) {}

    @Override
    public void end(@Nullable String error, long endNanos) {}
  }

  private Buffer traced(Span span) {
    return here.request(
        1,
        new ClassifyRequest(
                "pets", "1", EncodedImage.of(new byte[3]), 1, sender.get(), new Cancellation())
            .within(span));
  }

  private @Nullable String arrived(Buffer message) {
    Wire.Numbered received = there.request(message);
    received.request().image().close();
    return received.traceParent();
  }

  @Test
  void span_overTheWire_namedForItsReceiver() {
    String traceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    assertThat(arrived(traced(new Named(traceParent)))).isEqualTo(traceParent);
  }

  @Test
  void span_none_addsNothingToTheMessage() {
    Buffer message = traced(Span.none());
    assertThat(message.toString()).doesNotContain("traceparent");
    assertThat(arrived(message)).isNull();
  }

  @Test
  void request_ofAnEarlierRelease_isInNoTrace() {
    String head =
        "{\"number\":1,\"model\":\"pets\",\"version\":\"1\",\"top\":1,\"dueNanos\":5,"
            + "\"deadlineNanos\":5,\"background\":false,\"sha256\":\"aa\"}";
    Buffer message = Buffer.buffer().appendInt(head.length()).appendString(head).appendInt(7);
    assertThat(arrived(message)).isNull();
  }

  @Test
  void control_cancelled_hasNoTime() {
    assertThat(there.control(here.control(7, null))).isEqualTo(new Wire.Control(7, null));
    assertThat(there.control(here.control(7, sender.get() + 5))).isEqualTo(new Wire.Control(7, 5L));
  }
}
