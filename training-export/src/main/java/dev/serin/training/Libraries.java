package dev.serin.training;

import dev.serin.training.onnx.OnnxRunner;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Properties;

/** Versions of the libraries that a certificate depends on. */
final class Libraries {
  private static final String DL4J_PROPERTIES =
      "/META-INF/maven/org.deeplearning4j/deeplearning4j-nn/pom.properties";

  private Libraries() {}

  static Map<String, String> versions() throws IOException {
    return Map.of(
        "dl4j",
        dl4j(),
        "onnxruntime",
        OnnxRunner.libraryVersion(),
        "java",
        System.getProperty("java.version", "unknown"));
  }

  /** The version of DL4J, as its jar states it. */
  static String dl4j() throws IOException {
    try (InputStream in = Libraries.class.getResourceAsStream(DL4J_PROPERTIES)) {
      if (in == null) {
        return "unknown";
      }
      Properties properties = new Properties();
      properties.load(in);
      return properties.getProperty("version", "unknown");
    }
  }
}
