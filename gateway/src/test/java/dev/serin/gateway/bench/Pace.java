package dev.serin.gateway.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import org.HdrHistogram.Histogram;

/**
 * How fast images were classified.
 *
 * @param perSecond images
 * @param p50 median time of one, in milliseconds
 * @param cpuMs CPU time of one in milliseconds, of the process that classified
 */
record Pace(double perSecond, double p50, double cpuMs) {

  static Pace of(Histogram micros, long nanos, double cpuMillis) {
    long images = micros.getTotalCount();
    return new Pace(
        images / (nanos / 1e9), micros.getValueAtPercentile(50) / 1e3, cpuMillis / images);
  }

  /** CPU time that this process has taken. */
  static double cpuMillisOfThis() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime()
        / 1e6;
  }
}
