package dev.serin.worker.remote.simulate;

/**
 * What a worker can do. One stage where cores do all; two where cores decode and an accelerator
 * runs batches.
 *
 * @param servers threads of the first stage
 * @param serviceMs milliseconds of one of them for one image, mean
 * @param exponential the law of these: exponential, or log-normal with a deviation of half the mean
 * @param lanes of the second stage; 0: there is none
 * @param batch images of one run, at most
 * @param runMs milliseconds of a run beside its images
 * @param eachMs milliseconds of a run for each of its images
 * @param places images that a worker takes at one time
 */
public record WorkerModel(
    int servers,
    double serviceMs,
    boolean exponential,
    int lanes,
    int batch,
    double runMs,
    double eachMs,
    int places) {

  /** Two cores and SqueezeNet, as measured. */
  public static WorkerModel cpu() {
    return cores(2, 12, false, 64);
  }

  /** Cores that do all. */
  public static WorkerModel cores(int servers, double serviceMs, boolean exponential, int places) {
    return new WorkerModel(servers, serviceMs, exponential, 0, 0, 0, 0, places);
  }

  /** Assumed, not measured: about ten times as fast as {@link #cpu}. */
  public static WorkerModel gpu() {
    return new WorkerModel(8, 4.5, false, 1, 32, 2, .5, 256);
  }

  /** Images a second. */
  public double capacity() {
    double first = servers * 1000 / serviceMs;
    return lanes == 0 ? first : Math.min(first, lanes * batch * 1000 / (runMs + batch * eachMs));
  }
}
