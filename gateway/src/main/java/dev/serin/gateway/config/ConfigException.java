package dev.serin.gateway.config;

import java.util.List;

/** The settings cannot be used. Its message is for people: one line for each mistake. */
public final class ConfigException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ConfigException(List<String> mistakes) {
    super(String.join(System.lineSeparator(), mistakes), null, false, false);
  }
}
