package dev.serin.worker.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Random arrivals, abandoned places, slow and throwing runs, queues that close and open, on virtual
 * time: every seed is another story, and the same story each time.
 */
final class DispatcherSimulationTest {
  private static final int SEEDS = 2_000;
  private static final int STEPS = 300;

  @Test
  void dispatcher_anyStory_keepsItsPromises() {
    for (long seed = 0; seed < SEEDS; seed++) {
      try {
        new Story(seed).tell();
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
  }

  private static final class ThrowingRun extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** A lane that runs its task when told to, after a time of its own. */
  private static final class Lane {
    private final Deque<Runnable> tasks = new ArrayDeque<>();
  }

  /** A queue and what is expected of it. */
  private static final class Model {
    private final BatchLimits limits;
    private final List<BatchQueue<Integer>.Place> places = new ArrayList<>();
    private final List<Integer> order = new ArrayList<>();
    private final Deque<Integer> waiting = new ArrayDeque<>();
    private final Deque<Long> since = new ArrayDeque<>();
    private final BatchQueue<Integer> queue;
    private boolean closed;
    private int ran;

    Model(BatchLimits limits, Dispatcher dispatcher, Story story) {
      this.limits = limits;
      this.queue = dispatcher.open(limits, batch -> story.run(this, batch));
    }
  }

  private static final class Story {
    private final SplittableRandom random;
    private final VirtualTime time = new VirtualTime();
    private final List<Lane> lanes = new ArrayList<>();
    private final List<Model> models = new ArrayList<>();
    private final Set<Integer> submitted = new HashSet<>();
    private final Set<Integer> run = new HashSet<>();
    private final Dispatcher dispatcher;
    private int jobs;

    Story(long seed) {
      random = new SplittableRandom(seed);
      for (int i = 1 + random.nextInt(3); i > 0; i--) {
        lanes.add(new Lane());
      }
      dispatcher =
          new Dispatcher(
              lanes.stream().<java.util.concurrent.Executor>map(l -> l.tasks::add).toList(),
              time,
              time::now);
      for (int i = 1 + random.nextInt(3); i > 0; i--) {
        open();
      }
    }

    void tell() {
      for (int step = 0; step < STEPS; step++) {
        step();
        check();
      }
      for (Model model : models) {
        for (BatchQueue<Integer>.Place place : List.copyOf(model.places)) {
          end(model, place);
        }
        model.queue.close();
      }
      finishRuns();
      assertThat(run).isEqualTo(submitted);
      assertThat(dispatcher.openQueues()).isZero();
      models.forEach(m -> assertThat(m.queue.length()).isZero());
    }

    private void step() {
      Model model = models.get(random.nextInt(models.size()));
      switch (random.nextInt(8)) {
        case 0, 1 -> reserve(model);
        case 2, 3 -> {
          if (!model.places.isEmpty()) {
            end(model, model.places.get(random.nextInt(model.places.size())));
          }
        }
        case 4, 5 -> runSome();
        case 6 -> time.pass(random.nextInt(120));
        default -> {
          if (random.nextInt(20) == 0) {
            model.queue.close();
            model.closed = true;
            open();
          }
        }
      }
    }

    private void open() {
      models.add(
          new Model(
              new BatchLimits(
                  1 + random.nextInt(12),
                  1 + random.nextInt(5),
                  Duration.ofNanos(random.nextInt(100))),
              dispatcher,
              this));
    }

    private void reserve(Model model) {
      boolean free =
          !model.closed && model.places.size() + model.waiting.size() < model.limits.places();
      Optional<BatchQueue<Integer>.Place> place = model.queue.reserve();
      assertThat(place.isPresent()).as("a place where one is free").isEqualTo(free);
      place.ifPresent(model.places::add);
    }

    private void end(Model model, BatchQueue<Integer>.Place place) {
      model.places.remove(place);
      if (random.nextInt(4) == 0) {
        place.abandon();
      } else {
        int job = jobs++;
        submitted.add(job);
        model.order.add(job);
        model.waiting.add(job);
        model.since.add(time.elapsed());
        place.submit(job);
      }
    }

    /** One lane goes on: begins its batch, or ends it. */
    private void runSome() {
      Lane lane = lanes.get(random.nextInt(lanes.size()));
      if (!lane.tasks.isEmpty()) {
        runOn(lane);
      }
    }

    private void runOn(Lane lane) {
      Runnable task = lane.tasks.remove();
      try {
        task.run();
      } catch (ThrowingRun e) {
        // Told on by the lane's executor; the dispatcher must have its lane back all the same.
      }
    }

    /** The runner of every queue. */
    private void run(Model model, List<Integer> batch) {
      assertThat(batch).hasSizeBetween(1, model.limits.size());
      int first = model.order.indexOf(batch.get(0));
      assertThat(batch).isEqualTo(model.order.subList(first, first + batch.size()));
      if (lanes.size() == 1) {
        assertThat(first).as("first in, first out").isEqualTo(model.ran);
      }
      model.ran += batch.size();
      for (int job : batch) {
        assertThat(run.add(job)).as("job %s runs for the first time", job).isTrue();
      }
      if (random.nextInt(8) == 0) {
        throw new ThrowingRun();
      }
    }

    /**
     * What must hold between any two steps. Takes note of the batches that have been handed out.
     */
    private void check() {
      int free = 0;
      for (Lane lane : lanes) {
        assertThat(lane.tasks).as("batches of a lane").hasSizeLessThanOrEqualTo(1);
        free += lane.tasks.isEmpty() ? 1 : 0;
      }
      for (Model model : models) {
        int length = model.queue.length();
        assertThat(length).isLessThanOrEqualTo(model.limits.places());
        int waiting = length - model.places.size();
        while (model.waiting.size() > waiting) {
          model.waiting.remove();
          model.since.remove();
        }
        assertThat(model.waiting).hasSize(waiting);
        if (free > 0 && waiting > 0) {
          assertThat(waiting).as("a full batch waits").isLessThan(model.limits.size());
          assertThat(model.places).as("nothing is expected, and a job waits").isNotEmpty();
          assertThat(time.elapsed() - model.since.element())
              .as("waiting with a lane free")
              .isLessThan(model.limits.delay().toNanos());
        }
      }
      long open = models.stream().filter(m -> !m.closed || m.queue.length() > 0).count();
      assertThat(dispatcher.openQueues()).isEqualTo((int) open);
    }

    private void finishRuns() {
      while (lanes.stream().anyMatch(l -> !l.tasks.isEmpty())) {
        lanes.stream().filter(l -> !l.tasks.isEmpty()).forEach(this::runOn);
      }
    }
  }
}
