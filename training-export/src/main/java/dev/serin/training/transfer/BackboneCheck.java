package dev.serin.training.transfer;

import java.util.Set;
import java.util.TreeSet;
import onnx.Onnx.AttributeProto.AttributeType;
import onnx.Onnx.ModelProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.OperatorSetIdProto;
import onnx.Onnx.TensorProto.DataLocation;

/** Refuses ONNX files that would be cut wrong, or could not be joined to a head. */
final class BackboneCheck {
  /** The first operator set in which what heads are made of means what it means today. */
  static final long OLDEST = 7;

  private static final Set<AttributeType> SUBGRAPHS =
      Set.of(AttributeType.GRAPH, AttributeType.GRAPHS);

  private BackboneCheck() {}

  /**
   * @throws BackboneException saying what to do
   */
  static void check(ModelProto model) {
    if (model.getGraph().getNodeCount() == 0 || model.getGraph().getOutputCount() == 0) {
      throw new BackboneException("the backbone's file holds no ONNX graph");
    }
    if (opset(model) < OLDEST) {
      throw new BackboneException(
          "the backbone is of ONNX operator set "
              + opset(model)
              + "; convert it to "
              + OLDEST
              + " or later");
    }
    if (model.getGraph().getInitializerList().stream()
        .anyMatch(constant -> constant.getDataLocation() == DataLocation.EXTERNAL)) {
      throw new BackboneException(
          "the backbone's weights lie in other files; save it again as one file");
    }
    // Names inside a subgraph may mean tensors outside of it: renaming would have to follow them.
    Set<String> controls = new TreeSet<>();
    for (NodeProto node : model.getGraph().getNodeList()) {
      if (node.getAttributeList().stream().anyMatch(a -> SUBGRAPHS.contains(a.getType()))) {
        controls.add(node.getOpType());
      }
    }
    if (!controls.isEmpty() || model.getFunctionsCount() > 0) {
      throw new BackboneException(
          "the backbone has "
              + (controls.isEmpty() ? "functions of its own" : "control flow " + controls)
              + ", which cannot be cut; simplify it first");
    }
  }

  /** The version of ONNX's own operators. */
  static long opset(ModelProto model) {
    return model.getOpsetImportList().stream()
        .filter(set -> set.getDomain().isEmpty() || set.getDomain().equals("ai.onnx"))
        .mapToLong(OperatorSetIdProto::getVersion)
        .findFirst()
        .orElse(1);
  }
}
