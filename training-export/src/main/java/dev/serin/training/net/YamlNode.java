package dev.serin.training.net;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A part of a YAML file that knows its line, which Jackson's own tree forgets. */
sealed interface YamlNode {

  /** Where it starts, 1 first. */
  int line();

  /** What it is, for a message. */
  String kind();

  /** A number, a text, true or false. */
  record Scalar(int line, JsonToken token, String text) implements YamlNode {
    @Override
    public String kind() {
      return token == JsonToken.VALUE_STRING ? "the text '" + text + "'" : text;
    }
  }

  /** Values one after the other. */
  record Sequence(int line, List<YamlNode> values) implements YamlNode {
    @Override
    public String kind() {
      return "a list";
    }
  }

  /** Values with keys, in the order of the file. */
  record Mapping(int line, Map<String, Entry> entries) implements YamlNode {
    @Override
    public String kind() {
      return "a group of keys";
    }
  }

  /**
   * @param line of the key
   */
  record Entry(int line, YamlNode value) {}

  /** Reads the value that {@code parser} stands on, and leaves it on the value's last token. */
  static YamlNode read(JsonParser parser) throws IOException {
    int line = parser.currentTokenLocation().getLineNr();
    if (parser.currentToken() == JsonToken.START_OBJECT) {
      Map<String, Entry> entries = new LinkedHashMap<>();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String key = parser.currentName();
        int keyLine = parser.currentTokenLocation().getLineNr();
        parser.nextToken();
        entries.put(key, new Entry(keyLine, read(parser)));
      }
      return new Mapping(line, entries);
    }
    if (parser.currentToken() == JsonToken.START_ARRAY) {
      List<YamlNode> values = new ArrayList<>();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        values.add(read(parser));
      }
      return new Sequence(line, values);
    }
    return new Scalar(line, parser.currentToken(), parser.getText());
  }
}
