package dev.serin.gateway.rollout.plan;

import dev.serin.gateway.config.Nearest;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** The keys and values of one section of a plan, each with its place. */
final class Fields {
  private final Node section;
  private final String path;
  private final Map<String, Node> values = new LinkedHashMap<>();

  /**
   * @param path of the section, empty at the top
   * @param known keys that it may have
   * @throws PlanException where it is no section, or has an unknown key or one twice
   */
  Fields(Node section, String path, Collection<String> known) {
    this.section = section;
    this.path = path;
    if (!(section instanceof MappingNode mapping)) {
      throw fault(section, path, "must be a section with keys like " + known.iterator().next());
    }
    for (NodeTuple tuple : mapping.getValue()) {
      String key = tuple.getKeyNode() instanceof ScalarNode s ? s.getValue() : "?";
      if (!known.contains(key)) {
        throw fault(
            tuple.getKeyNode(),
            place(key),
            "is no key of a plan"
                + Nearest.to(key, known).map(near -> "; did you mean '" + near + "'?").orElse("")
                + " Known here: "
                + String.join(", ", known));
      }
      if (values.put(key, tuple.getValueNode()) != null) {
        throw fault(tuple.getKeyNode(), place(key), "is there twice");
      }
    }
  }

  boolean has(String key) {
    return values.containsKey(key);
  }

  /** The value of {@code key}, whatever it is. */
  Node node(String key) {
    Node value = values.get(key);
    if (value == null) {
      throw fault(section, place(key), "is missing");
    }
    return value;
  }

  SequenceNode list(String key) {
    if (node(key) instanceof SequenceNode list) {
      return list;
    }
    throw fault(node(key), place(key), "must be a list");
  }

  String text(String key) {
    return read(key, "some text", text -> text.isEmpty() ? null : text);
  }

  /**
   * A value that must be there.
   *
   * @param reader null, or an {@link IllegalArgumentException}, where the value is not allowed
   * @param allowed what is
   */
  <T> T read(String key, String allowed, Function<String, @Nullable T> reader) {
    Node value = node(key);
    String text = value instanceof ScalarNode s && !s.getTag().equals(Tag.NULL) ? s.getValue() : "";
    T read;
    try {
      read = reader.apply(text);
    } catch (IllegalArgumentException e) {
      read = null;
    }
    if (read == null) {
      throw fault(value, place(key), "is '" + text + "': it must be " + allowed);
    }
    return read;
  }

  /** As {@link #read}, with {@code otherwise} where the key is not there. */
  <T> T read(String key, T otherwise, String allowed, Function<String, @Nullable T> reader) {
    return has(key) ? read(key, allowed, reader) : otherwise;
  }

  boolean flag(String key, boolean otherwise) {
    return read(
        key,
        otherwise,
        "true or false",
        text -> text.equals("true") ? Boolean.TRUE : text.equals("false") ? Boolean.FALSE : null);
  }

  /** A mistake in the value of {@code key}. */
  PlanException fault(String key, String what) {
    return fault(values.getOrDefault(key, section), place(key), what);
  }

  String place(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  static PlanException fault(Node node, String place, String what) {
    return new PlanException(
        "line " + (node.getStartMark().getLine() + 1) + ": '" + place + "' " + what);
  }
}
