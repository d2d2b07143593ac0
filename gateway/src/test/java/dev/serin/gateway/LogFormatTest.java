package dev.serin.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The shipped config/logback.xml. */
final class LogFormatTest {
  private final LoggerContext context = new LoggerContext();

  @AfterEach
  void stop() {
    context.stop();
  }

  private ConsoleAppender<ILoggingEvent> root(Map<String, String> variables) throws Exception {
    variables.forEach(context::putProperty);
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    configurator.doConfigure(Path.of("..", "config", "logback.xml").toFile());
    Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    String name = variables.getOrDefault("SERIN_LOG_FORMAT", "text");
    return (ConsoleAppender<ILoggingEvent>) root.getAppender(name);
  }

  private String line(ConsoleAppender<ILoggingEvent> appender) {
    LoggingEvent event =
        new LoggingEvent(
            "",
            context.getLogger("dev.serin.Some"),
            Level.ERROR,
            "two\nlines \"quoted\"",
            new IllegalStateException("broken"),
            null);
    event.setMDCPropertyMap(Map.of("trace.id", "0af7", "span.id", "b7ad"));
    return new String(appender.getEncoder().encode(event), UTF_8);
  }

  @Test
  void json_anError_oneObjectWithTheNamesOfElastic() throws Exception {
    String line =
        line(root(Map.of("SERIN_LOG_FORMAT", "json", "SERIN_TRACING_SERVICE", "serin-eu")));
    assertThat(line.lines()).hasSize(1);
    JsonObject json = new JsonObject(line);
    assertThat(Instant.parse(json.getString("@timestamp"))).isBefore(Instant.now());
    assertThat(json.getString("log.level")).isEqualTo("ERROR");
    assertThat(json.getString("log.logger")).isEqualTo("dev.serin.Some");
    assertThat(json.getString("message")).isEqualTo("two\nlines \"quoted\"");
    assertThat(json.getString("service.name")).isEqualTo("serin-eu");
    assertThat(json.getString("trace.id")).isEqualTo("0af7");
    assertThat(json.getString("span.id")).isEqualTo("b7ad");
    assertThat(json.getString("error.type")).isEqualTo(IllegalStateException.class.getName());
    assertThat(json.getString("error.message")).isEqualTo("broken");
    assertThat(json.getString("error.stack_trace")).contains("LogFormatTest");
  }

  @Test
  void text_nothingSaid_isTheDefault() throws Exception {
    assertThat(line(root(Map.of())))
        .contains("ERROR dev.serin.Some: two lines")
        .doesNotStartWith("{");
  }
}
