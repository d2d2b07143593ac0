package dev.serin.gateway.scale;

/**
 * How many cores, links and bytes a rate of images takes. All its figures are arguments:
 * docs/scale.md says which were measured and which are assumed.
 *
 * @param model whose images are classified
 * @param hitRate share of images whose result is cached
 * @param shadow share of the images that a candidate runs too
 */
record Capacity(Model model, double hitRate, double shadow) {
  /** CPU milliseconds of a gateway for an image that it sends on: event loop, image file, JIT. */
  static final double EDGE_MS = 1.5;

  /** Of an image whose result is cached, at most. */
  static final double HIT_MS = .14;

  /** Of the event bus for a photo, on each side. Assumed. */
  static final double BUS_MS = .3;

  /** Of a gateway for one report. Assumed. */
  static final double REPORT_MS = .05;

  /** Of a machine's cores once a zone is lost. From the simulation. */
  static final double USE = .85;

  static final int ZONES = 3;
  static final int CORES = 16;
  static final double PHOTO_BYTES = 110_000;
  static final double NIC_BITS = 25e9;

  /** Assumed. */
  static final double NIC_USE = .6;

  static final double REPORTS = 10;

  /** Examples, not offers. */
  static final double CORE_HOUR = .04;

  static final double GPU_HOUR = 1;
  static final double PUTS_1000 = .005;
  static final double GB_MONTH = .02;

  /**
   * A network, in CPU milliseconds of a worker for one photo of 500x375.
   *
   * @param decodeMs all but the run
   */
  record Model(String name, double decodeMs, double runMs) {
    static final Model SQUEEZENET = new Model("SqueezeNet", 5.3, 5.3);
    static final Model MOBILENET = new Model("MobileNetV2", 5.3, 6.4);
    static final Model RESNET = new Model("ResNet-50", 6, 57);

    double workerMs() {
      return decodeMs + runMs;
    }
  }

  private static final double ZONE_LOSS = ZONES / (ZONES - 1.0);

  double misses(double rate) {
    return rate * (1 - hitRate);
  }

  /** Cores of gateways that work, on average. */
  double gatewayWork(double rate) {
    return (misses(rate) * (EDGE_MS + BUS_MS) + rate * hitRate * HIT_MS) / 1000;
  }

  double workerWork(double rate) {
    return misses(rate) * (1 + shadow) * (model.workerMs() + BUS_MS) / 1000;
  }

  /** Machines, the loss of one zone included; at least one in each zone. */
  int gateways(double rate) {
    double byNic = busBits(rate) * 2 / (NIC_BITS * NIC_USE) * ZONE_LOSS;
    return (int) Math.max(machines(gatewayWork(rate)), Math.max(ZONES, Math.ceil(byNic)));
  }

  int workers(double rate) {
    return (int) Math.max(ZONES, machines(workerWork(rate)));
  }

  private static double machines(double work) {
    return Math.ceil(work / USE * ZONE_LOSS / CORES);
  }

  /** Between gateways and workers; the same again comes in, and goes to a bucket. */
  double busBits(double rate) {
    return misses(rate) * (1 + shadow) * PHOTO_BYTES * 8;
  }

  long links(double rate) {
    return (long) gateways(rate) * workers(rate);
  }

  /** Of one gateway's cores, what hearing all workers takes. */
  double reportCores(double rate) {
    return workers(rate) * REPORTS * REPORT_MS / 1000;
  }

  double storedTbDay(double rate) {
    return misses(rate) * PHOTO_BYTES * 86_400 / 1e12;
  }

  double computeHour(double rate) {
    return (gateways(rate) + workers(rate)) * CORES * CORE_HOUR;
  }

  double putsHour(double rate) {
    return misses(rate) * 3600 / 1000 * PUTS_1000;
  }

  /** What a day of images costs in an hour, where each is kept for a day. */
  double keptHour(double rate) {
    return storedTbDay(rate) * 1000 * GB_MONTH / 30 / 24;
  }

  /** Images a second at which a GPU costs as much as the cores whose runs it takes over. */
  double gpuPaysAt() {
    return GPU_HOUR / CORE_HOUR * USE * 1000 / model.runMs();
  }
}
