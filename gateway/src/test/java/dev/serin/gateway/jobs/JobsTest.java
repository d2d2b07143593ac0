package dev.serin.gateway.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serin.gateway.config.JobsConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class JobsTest {
  private final AtomicLong now = new AtomicLong();
  private final AtomicInteger id = new AtomicInteger();
  private final AtomicInteger cancelled = new AtomicInteger();
  private final Jobs jobs =
      new Jobs(
          new JobsConfig(2, 100, Duration.ofMinutes(10)),
          () -> "id" + id.incrementAndGet(),
          now::get,
          new SimpleMeterRegistry());

  @Test
  void find_runningForLong_keptAndFromItsEndForTheExpiry() {
    Job job = start();
    pass(Duration.ofHours(5));
    assertThat(jobs.find("id1")).contains(job);
    finish(job, 1);
    pass(Duration.ofMinutes(9));
    assertThat(jobs.find("id1")).contains(job);
    assertThat(job.reply()).isPresent();
    pass(Duration.ofMinutes(2));
    assertThat(jobs.find("id1")).isEmpty();
    start();
    assertThat(jobs.number()).as("its room is free again").isEqualTo(1);
    assertThat(cancelled).hasValue(0);
  }

  @Test
  void reserve_numberOrMemoryInUse_refused() {
    Job first = start();
    Job second = jobs.reserve();
    assertThatThrownBy(jobs::reserve).hasMessageContaining("there are 2 jobs");
    second.close();
    finish(first, 100);
    assertThatThrownBy(jobs::reserve).hasMessageContaining("memory");
    first.close();
    assertThat(jobs.number()).isZero();
    jobs.reserve().close();
  }

  @Test
  void close_running_cancelledOnceAndNeverFinished() {
    Job job = start();
    job.close();
    job.close();
    finish(job, 50);
    assertThat(cancelled).hasValue(1);
    assertThat(jobs.find("id1")).isEmpty();
    assertThat(jobs.number()).isZero();
    start();
    jobs.close();
    assertThat(cancelled).hasValue(2);
    assertThat(jobs.number()).isZero();
  }

  private Job start() {
    Job job = jobs.reserve();
    job.start(1, cancelled::incrementAndGet);
    return job;
  }

  private static void finish(Job job, int bytes) {
    job.finish(new Reply(200, Map.of(), Buffer.buffer(new byte[bytes])));
  }

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }
}
