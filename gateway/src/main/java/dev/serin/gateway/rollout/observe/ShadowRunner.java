package dev.serin.gateway.rollout.observe;

import dev.serin.gateway.admission.Permit;
import dev.serin.gateway.admission.Permits;
import dev.serin.gateway.config.ShadowConfig;
import dev.serin.gateway.rollout.Experiment;
import dev.serin.gateway.rollout.Shadow;
import dev.serin.gateway.routing.UnitHash;
import dev.serin.worker.api.Cancellation;
import dev.serin.worker.api.Classification;
import dev.serin.worker.api.ClassifyRequest;
import dev.serin.worker.api.EncodedImage;
import dev.serin.worker.api.InferenceClient;
import dev.serin.worker.api.InferenceFailure;
import dev.serin.worker.api.Prediction;
import dev.serin.worker.api.Priority;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.AsyncResult;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Runs the candidate on what it is offered, while no caller's work is in the worker. What is
 * dropped is dropped for the load's sake, before the candidate has said anything, so that the
 * images that are compared are no choice of its answers. Which share of the traffic is offered is
 * not decided here.
 *
 * <p>The candidate's answer does not go into the result cache: a later canary request for the same
 * image would be a hit there, and so be missing from the statistics.
 */
public final class ShadowRunner implements Shadow {
  private final InferenceClient client;
  private final Permits places;
  private final Permits memory;
  private final long timeoutNanos;
  private final LongSupplier nanoTime;
  private final Counter run;
  private final Counter dropped;
  private final Counter failed;
  private final Turns<Picked> turns;

  /** An image for the candidate. */
  private record Picked(
      Experiment experiment,
      UnitHash unit,
      EncodedImage image,
      Prediction stable,
      long deadlineNanos,
      Permit place,
      Permit memory) {

    void leave() {
      place.close();
      memory.close();
      image.close();
    }
  }

  /**
   * @param atWorkMax images that the worker is asked about at one time, so that its own queue keeps
   *     places for labelled images
   * @param nanoTime clock of the deadlines: {@link System#nanoTime()}, but for tests
   */
  public ShadowRunner(
      InferenceClient client,
      ShadowConfig limits,
      int atWorkMax,
      LongSupplier nanoTime,
      MeterRegistry meters) {
    this.client = client;
    this.places = new Permits(limits.queue());
    this.memory = new Permits(limits.memory());
    this.timeoutNanos = limits.timeout().toNanos();
    this.turns = new Turns<>(atWorkMax, this::begin);
    this.nanoTime = nanoTime;
    run = counter(meters, "run");
    dropped = counter(meters, "dropped");
    failed = counter(meters, "failed");
  }

  @Override
  public void offer(
      Experiment experiment, UnitHash unit, EncodedImage image, Classification stable) {
    if (experiment.isOver() || stable.predictions().isEmpty()) {
      return;
    }
    Optional<Permit> place = places.tryAcquire();
    Permit bytes = memory.empty();
    if (place.isEmpty() || !bytes.tryGrow(image.size())) {
      place.ifPresent(Permit::close);
      dropped.increment();
      return;
    }
    long deadline = nanoTime.getAsLong() + timeoutNanos;
    Prediction best = stable.predictions().get(0);
    turns.add(new Picked(experiment, unit, image.retain(), best, deadline, place.get(), bytes));
  }

  /** Images under way. */
  public long length() {
    return places.inUse();
  }

  private void begin(Picked image) {
    if (image.experiment().isOver() || nanoTime.getAsLong() - image.deadlineNanos() >= 0) {
      dropped.increment();
      end(image);
    } else {
      ask(image);
    }
  }

  private void ask(Picked image) {
    client
        .classify(
            new ClassifyRequest(
                image.experiment().model(),
                image.experiment().candidate(),
                image.image(),
                1,
                image.deadlineNanos(),
                new Cancellation(),
                Priority.BACKGROUND))
        .onComplete(
            answer -> {
              count(image, answer);
              end(image);
            });
  }

  private void end(Picked image) {
    image.leave();
    turns.end();
  }

  private void count(Picked image, AsyncResult<Classification> answer) {
    Experiment experiment = image.experiment();
    if (answer.failed()) {
      (isLoad(answer.cause()) ? dropped : failed).increment();
    } else if (experiment.isOver()) {
      dropped.increment();
    } else {
      run.increment();
      experiment.compared(
          image.unit(),
          image.image().sha256(),
          image.stable(),
          answer.result().predictions().get(0));
    }
  }

  /** Whether the image was not looked at, because there was no time for it. */
  private static boolean isLoad(Throwable cause) {
    return cause instanceof InferenceFailure failure
        && switch (failure.reason()) {
          case OVERLOADED, CLOSING, UNREACHABLE, CANCELLED, DEADLINE_EXCEEDED -> true;
          default -> false;
        };
  }

  private static Counter counter(MeterRegistry meters, String outcome) {
    return Counter.builder("serin.shadow.images")
        .description("Images answered by stable that were offered to the candidate")
        .tag("outcome", outcome)
        .register(meters);
  }
}
