package dev.serin.gateway.scale;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** docs/scale.md: text by hand, and between marks what code has made. */
final class Paper {
  static final Path FOLDER = Path.of("..", "docs");
  private static final Path FILE = FOLDER.resolve("scale.md");

  private Paper() {}

  static String read(String block) throws IOException {
    String text = Files.readString(FILE);
    return text.substring(start(text, block), end(text, block));
  }

  static void write(String block, String content) throws IOException {
    String text = Files.readString(FILE);
    Files.writeString(
        FILE, text.substring(0, start(text, block)) + content + text.substring(end(text, block)));
  }

  private static int start(String text, String block) {
    String mark = "<!-- " + block + " -->\n";
    int at = text.indexOf(mark);
    if (at < 0) {
      throw new IllegalArgumentException("no such block: " + block);
    }
    return at + mark.length();
  }

  private static int end(String text, String block) {
    return text.indexOf("<!-- end -->", start(text, block));
  }
}
