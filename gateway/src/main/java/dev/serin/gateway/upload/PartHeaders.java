package dev.serin.gateway.upload;

import static dev.serin.gateway.error.ProblemCode.MALFORMED_REQUEST;

import dev.serin.gateway.error.Problem;
import dev.serin.gateway.error.ProblemException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the two header values that a form needs. File names are not even looked at. */
final class PartHeaders {
  /** One parameter: a name, and a value that is quoted or not. No part of it can match twice. */
  private static final Pattern PARAMETER =
      Pattern.compile(
          "\\G\\s*;\\s*([^=;\"\\s]+)\\s*=\\s*(?:\"((?:[^\"\\\\]|\\\\.)*+)\"|([^;\"]*+))");

  /** RFC 2046: 1 to 70 of these, the last no blank. */
  private static final Pattern BOUNDARY =
      Pattern.compile("[0-9A-Za-z'()+_,./:=? -]{0,69}[0-9A-Za-z'()+_,./:=?-]");

  private static final String DISPOSITION = "content-disposition:";

  private PartHeaders() {}

  /** Name of the form field, or an empty text where the part has none. */
  static String fieldName(String headers) {
    List<String> dispositions =
        headers
            .lines()
            .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(DISPOSITION))
            .toList();
    if (dispositions.size() > 1) {
      throw malformed("a part has two Content-Disposition headers");
    }
    return dispositions.isEmpty()
        ? ""
        : parameter(dispositions.get(0).substring(DISPOSITION.length()), "name").orElse("");
  }

  /**
   * The boundary that a {@code multipart/form-data} content type names.
   *
   * @throws ProblemException where it names none
   */
  static String boundary(String contentType) {
    return parameter(contentType, "boundary")
        .filter(boundary -> BOUNDARY.matcher(boundary).matches())
        .orElseThrow(() -> malformed("the Content-Type names no valid boundary"));
  }

  private static Optional<String> parameter(String value, String name) {
    int first = value.indexOf(';');
    if (first < 0) {
      return Optional.empty();
    }
    Matcher m = PARAMETER.matcher(value).region(first, value.length());
    while (m.find()) {
      if (m.group(1).equalsIgnoreCase(name)) {
        return Optional.of(
            m.group(2) == null ? m.group(3).strip() : m.group(2).replaceAll("\\\\(.)", "$1"));
      }
    }
    return Optional.empty();
  }

  private static ProblemException malformed(String detail) {
    return new Problem(MALFORMED_REQUEST, detail).exception();
  }
}
