package dev.serin.training.spark;

import dev.serin.training.parallel.EngineException;
import dev.serin.training.parallel.EngineSettings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Connects to a Spark cluster. What {@code -Dspark.*} system properties say of the rest, such as
 * {@code spark.executor.memory}, holds.
 */
final class Cluster {
  private static final String STANDALONE = "spark://";
  private static final String LOCAL_CLUSTER = "local-cluster";

  private static final int CONNECT_MILLIS = 5_000;

  private final EngineSettings settings;
  private final Map<String, String> environment;
  private final Duration patience;

  /**
   * @param patience how long to wait for the first executor
   */
  Cluster(EngineSettings settings, Map<String, String> environment, Duration patience) {
    this.settings = settings;
    this.environment = environment;
    this.patience = patience;
  }

  /**
   * @throws EngineException where there is no such cluster, or it gives no executor
   */
  JavaSparkContext connect() {
    String master = settings.master();
    if (master.isBlank()) {
      throw new EngineException(
          "the engine 'spark' needs --master, such as spark://host:7077 or local[2]");
    }
    if (master.startsWith(STANDALONE)) {
      checkReachable(master);
    }
    if (master.startsWith(LOCAL_CLUSTER)) {
      checkHome();
    }
    JavaSparkContext context = open();
    if (!master.startsWith("local[")) {
      try {
        awaitExecutor(context);
      } catch (RuntimeException e) {
        context.close();
        throw e;
      }
    }
    return context;
  }

  private JavaSparkContext open() {
    SparkConf conf =
        new SparkConf()
            .setAppName("serin train")
            .setMaster(settings.master())
            .setIfMissing("spark.ui.enabled", "false")
            .set("spark.executorEnv.OMP_NUM_THREADS", Integer.toString(settings.threads()))
            // Else the script-less launcher of executors looks for Spark's own sources.
            .set("spark.executorEnv.SPARK_SCALA_VERSION", "2.12")
            // See Acceleration.
            .setIfMissing(
                "spark.executor.extraJavaOptions",
                "-Dorg.eclipse.deeplearning4j.helpers.disable=false");
    try {
      return new JavaSparkContext(conf);
    } catch (IllegalAccessError e) {
      throw new EngineException(
          "Spark needs the JVM option --add-opens=java.base/sun.nio.ch=ALL-UNNAMED, which"
              + " training-spark.jar gives when it is started by `java -jar`",
          e);
    } catch (Exception e) {
      // Scala declares no exceptions, and Spark's own are no RuntimeExceptions.
      throw new EngineException(
          "no Spark cluster at '%s': %s".formatted(settings.master(), EngineException.reason(e)),
          e);
    }
  }

  /** Spark itself tries for a minute. */
  private static void checkReachable(String master) {
    String failure = "no address";
    for (String address : master.substring(STANDALONE.length()).split(",", -1)) {
      int colon = address.lastIndexOf(':');
      try (Socket socket = new Socket()) {
        socket.connect(
            new InetSocketAddress(
                address.substring(0, Math.max(0, colon)),
                Integer.parseInt(address.substring(colon + 1))),
            CONNECT_MILLIS);
        return;
      } catch (IOException | IllegalArgumentException e) {
        failure = EngineException.reason(e);
      }
    }
    throw new EngineException("no Spark master answers at %s: %s".formatted(master, failure));
  }

  private void checkHome() {
    String home = environment.getOrDefault("SPARK_HOME", "");
    if (home.isEmpty() || !Files.isDirectory(Path.of(home, "jars"))) {
      throw new EngineException(
          "local-cluster starts its executors with the libraries in $SPARK_HOME/jars, and SPARK_HOME"
              + (home.isEmpty() ? " is not set" : ", " + home + ", has no such folder")
              + "; set it to training-spark/target");
    }
  }

  private void awaitExecutor(JavaSparkContext context) {
    long end = System.nanoTime() + patience.toNanos();
    // The driver counts as one.
    while (context.sc().getExecutorMemoryStatus().size() < 2) {
      if (context.sc().isStopped() || System.nanoTime() > end) {
        throw new EngineException(
            "the cluster at %s gave no executor within %d seconds: its workers must be running,"
                    .formatted(settings.master(), patience.toSeconds())
                + " with free cores and memory, and able to reach this machine");
      }
      try {
        Thread.sleep(100);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new EngineException("interrupted while waiting for the cluster", e);
      }
    }
  }
}
