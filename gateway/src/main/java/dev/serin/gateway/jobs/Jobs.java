package dev.serin.gateway.jobs;

import static dev.serin.gateway.error.ProblemCode.NO_SLOT;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.RemovalCause;
import com.github.benmanes.caffeine.cache.Scheduler;
import dev.serin.gateway.config.JobsConfig;
import dev.serin.gateway.error.Problem;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The jobs that run, and the answers of those that have finished until they expire. They are in
 * memory only: a restart forgets them. Thread-safe.
 */
public final class Jobs {
  /** Never: a job that runs ends by its deadline, not by its age. */
  private static final Duration NEVER = Duration.ofNanos(Long.MAX_VALUE);

  private final JobsConfig config;
  private final Supplier<String> ids;
  private final AtomicInteger number = new AtomicInteger();
  private final AtomicLong bytes = new AtomicLong();
  private final Cache<String, Job> jobs;

  /**
   * @param ids makes ids that cannot be guessed
   * @param nanoTime {@link System#nanoTime()}, but for tests
   */
  public Jobs(
      JobsConfig config, Supplier<String> ids, LongSupplier nanoTime, MeterRegistry meters) {
    this.config = config;
    this.ids = ids;
    jobs =
        Caffeine.newBuilder()
            .expireAfter(
                Expiry.<String, Job>writing(
                    (id, job) -> job.reply().isPresent() ? config.expiry() : NEVER))
            .ticker(nanoTime::getAsLong)
            .scheduler(Scheduler.systemScheduler())
            .executor(Runnable::run)
            .removalListener(Jobs::removed)
            .build();
    Gauge.builder("serin.jobs", number, AtomicInteger::get)
        .description("Asynchronous classifications that run, or whose answers are kept")
        .register(meters);
    Gauge.builder("serin.jobs.memory", bytes, AtomicLong::get)
        .description("Answers kept of them")
        .baseUnit("bytes")
        .register(meters);
  }

  /**
   * Room for one more, which its holder starts or closes.
   *
   * @throws dev.serin.gateway.error.ProblemException where there is none
   */
  public Job reserve() {
    if (bytes.get() >= config.memory()) {
      throw full("the memory for finished jobs is in use");
    }
    if (number.incrementAndGet() > config.number()) {
      number.decrementAndGet();
      throw full("there are " + config.number() + " jobs, running or with answers to be fetched");
    }
    return new Job(ids.get(), this);
  }

  /** A job that runs, or has finished and is kept. */
  public Optional<Job> find(String id) {
    return Optional.ofNullable(jobs.getIfPresent(id));
  }

  /** Cancels what runs, and forgets everything. */
  public void close() {
    List.copyOf(jobs.asMap().values()).forEach(Job::close);
  }

  /** Jobs that run or are kept, and those that will. */
  public int number() {
    return number.get();
  }

  void started(Job job) {
    jobs.put(job.id(), job);
  }

  void finished(Job job, int size) {
    bytes.addAndGet(size);
    // Written again, the time it is kept begins; unless it was closed at this moment.
    jobs.asMap().computeIfPresent(job.id(), (id, same) -> same);
  }

  void closed(Job job, int size) {
    number.decrementAndGet();
    bytes.addAndGet(-size);
    jobs.invalidate(job.id());
  }

  private static void removed(@Nullable String id, @Nullable Job job, RemovalCause cause) {
    if (job != null && cause == RemovalCause.EXPIRED) {
      job.close();
    }
  }

  private static RuntimeException full(String detail) {
    return new Problem(NO_SLOT, detail, true).exception();
  }
}
