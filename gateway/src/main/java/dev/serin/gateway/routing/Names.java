package dev.serin.gateway.routing;

import java.util.regex.Pattern;

/** What a model or version may be called: safe as a folder, in a URL and in a metric. */
public final class Names {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

  private Names() {}

  public static boolean isPlain(String name) {
    return PLAIN.matcher(name).matches();
  }
}
