package dev.serin.training.net;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.io.ContentReference;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import java.io.IOException;
import java.util.Map;
import java.util.function.Function;

/** Reads a {@code network} section, keeping the lines of what it reads for later messages. */
final class NetworkReader extends JsonDeserializer<NetworkConfig> {
  private static final Map<String, Function<Keys, Architecture>> ARCHITECTURES =
      Map.of(
          "cnn", Cnn::read,
          "resnet", ResNet::read,
          "mobilenet", MobileNet::read,
          "custom", Custom::read);

  @Override
  public NetworkConfig deserialize(JsonParser parser, DeserializationContext context)
      throws IOException {
    YamlNode node = YamlNode.read(parser);
    try {
      Keys keys = new Keys(node, "network");
      Architecture architecture = keys.choice("architecture", ARCHITECTURES).apply(keys);
      keys.end();
      return new NetworkConfig(architecture);
    } catch (Keys.FaultInLine e) {
      throw new JsonMappingException(
          parser, e.getMessage(), new JsonLocation(ContentReference.unknown(), -1, e.line(), 1));
    }
  }
}
