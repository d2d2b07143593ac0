package dev.serin.training.parallel;

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
 */
public record EngineSettings(
    String engine, int workers, int threads, int averageEvery, String master) {

  public EngineSettings {
    check("workers", workers, 1024);
    check("threads", threads, 1024);
    check("average-every", averageEvery, 10_000);
  }

  /** One worker in this process. */
  public static EngineSettings local(int threads) {
    return new EngineSettings("local", 1, threads, 1, "");
  }

  /** For people, such as {@code parallel, 2 workers, 1 thread each}. */
  public String text() {
    String text =
        engine + ", " + count(workers, "worker") + ", " + count(threads, "thread") + " each";
    return master.isEmpty()
        ? text
        : text + ", averaged every " + count(averageEvery, "step") + ", at " + master;
  }

  private static String count(int n, String what) {
    return n + " " + what + (n == 1 ? "" : "s");
  }

  private static void check(String name, int value, int most) {
    if (value < 1 || value > most) {
      throw new IllegalArgumentException(name + " must be 1 to " + most + ", not " + value);
    }
  }
}
