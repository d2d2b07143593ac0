package dev.serin.training.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Whole networks, part by part beside ONNX Runtime: some faults show in company only. */
class KnownNetworksTest {

  static Stream<Arguments> networks() {
    return Stream.of(KnownNetworks.values())
        .flatMap(
            network -> network.formats().stream().map(format -> Arguments.of(network, format)));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("networks")
  void export_knownNetwork_answersAsDl4jInEachPart(KnownNetworks known, CNN2DFormat format)
      throws Exception {
    Model network = Helpers.created(format, () -> known.create(format));
    Map<String, INDArray> first = new HashMap<>();
    network.paramTable().forEach((name, value) -> first.put(name, value.dup()));

    new Trial(Networks.CLASSES, known.shape(format))
        .trained(network, 2, 8)
        .proven(known + " " + format, network);

    assertThat(Trial.unmoved(first, network.paramTable())).isEmpty();
  }
}
