package dev.serin.training.parallel;

import java.util.List;

/**
 * How an engine works.
 *
 * @param engine its name: {@code local}, {@code parallel} or {@code spark}
 * @param workers that share each step's batch, 1 to 1024; {@code local} has one whatever this says
 * @param threads that share the work of one operation of one worker, 1 to 1024
 * @param averageEvery steps after which the workers' networks are averaged, 1 to 10000. Only {@code
 *     spark} heeds it: on one machine averaging costs too little to save on
 * @param master address of the cluster, such as {@code spark://host:7077}; empty where there is
 *     none
 * @param inputShape of one example as the network reads it, such as 3, 32, 32
 */
public record EngineSettings(
    String engine,
    int workers,
    int threads,
    int averageEvery,
    String master,
    List<Integer> inputShape) {

  public EngineSettings {
    inputShape = List.copyOf(inputShape);
    check("workers", workers, 1024);
    check("threads", threads, 1024);
    check("average-every", averageEvery, 10_000);
    if (inputShape.isEmpty() || inputShape.stream().anyMatch(side -> side < 1)) {
      throw new IllegalArgumentException("the input shape must be above 0, not " + inputShape);
    }
  }

  private static void check(String name, int value, int most) {
    if (value < 1 || value > most) {
      throw new IllegalArgumentException(name + " must be 1 to " + most + ", not " + value);
    }
  }
}
