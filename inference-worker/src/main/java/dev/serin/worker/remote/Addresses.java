package dev.serin.worker.remote;

/**
 * Event bus addresses of workers. The number in them is that of the wire format: processes that
 * cannot read each other do not hear each other. Behind the @ stands whose it is: the cluster keeps
 * no list of who listens to what.
 */
final class Addresses {
  /** Where all workers say how they are. */
  static final String STATUS = "serin.workers.1@gateways";

  /** The address of every worker that takes requests, for names of spans. */
  static final String CLASSIFY_TEMPLATE = of("{worker}", "classify");

  private Addresses() {}

  /** Takes requests. */
  static String classify(String worker) {
    return of(worker, "classify");
  }

  /** Is told what becomes of a request that it was given. */
  static String control(String worker) {
    return of(worker, "control");
  }

  /** Gives its catalog. */
  static String catalog(String worker) {
    return of(worker, "catalog");
  }

  private static String of(String worker, String what) {
    return "serin.worker.1." + what + "@" + worker;
  }
}
