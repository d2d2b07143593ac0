package dev.serin.training.net;

import java.util.List;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.nd4j.linalg.activations.Activation;

/** One entry of the {@code layers} of a custom network. */
sealed interface CustomLayer {

  /** Adds it, under a name that no other part has. */
  void addTo(Blueprint blueprint, String name);

  /** {@code conv}: 2-D convolution. */
  record Conv(int filters, Window window, boolean bias, Activation activation)
      implements CustomLayer {
    @Override
    public void addTo(Blueprint blueprint, String name) {
      blueprint.convolution(name, filters, window, bias, activation);
    }
  }

  /** {@code depthwise}: each channel convolved by itself. */
  record Depthwise(int multiplier, Window window, boolean bias, Activation activation)
      implements CustomLayer {
    @Override
    public void addTo(Blueprint blueprint, String name) {
      blueprint.depthwise(name, multiplier, window, bias, activation);
    }
  }

  /** {@code separable}: a depthwise convolution and a 1 x 1 one. */
  record Separable(int filters, int multiplier, Window window, boolean bias, Activation activation)
      implements CustomLayer {
    @Override
    public void addTo(Blueprint blueprint, String name) {
      blueprint.separable(name, filters, multiplier, window, bias, activation);
    }
  }

  /** {@code max-pool} and {@code avg-pool}. */
  record Pool(PoolingType type, Window window) implements CustomLayer {
    @Override
    public void addTo(Blueprint blueprint, String name) {
      blueprint.pool(name, type, window);
    }
  }

  /** {@code global-pool}. */
  record GlobalPool(PoolingType type) implements CustomLayer {
    @Override
    public void addTo(Blueprint blueprint, String name) {
      blueprint.globalPool(name, type);
    }
  }

  /** {@code batch-norm}. */
  record BatchNorm() implements CustomLayer {
    @Override
    public void addTo(Blueprint blueprint, String name) {
      blueprint.batchNorm(name);
    }
  }

  /** {@code activation}. */
  record Activate(Activation activation) implements CustomLayer {
    @Override
    public void addTo(Blueprint blueprint, String name) {
      blueprint.activation(name, activation);
    }
  }

  /** {@code dense}: flattens what it is given. */
  record Dense(int units, boolean bias, Activation activation) implements CustomLayer {
    @Override
    public void addTo(Blueprint blueprint, String name) {
      blueprint.dense(name, units, bias, activation);
    }
  }

  /** {@code dropout} of what the next layer reads. */
  record Dropout(double rate) implements CustomLayer {
    @Override
    public void addTo(Blueprint blueprint, String name) {
      blueprint.dropout(rate);
    }
  }

  /**
   * {@code residual}: layers whose result is added to what they were given.
   *
   * @param project whether what they were given goes through a 1 x 1 convolution and a batch
   *     normalisation that give it the size of the result
   */
  record Residual(List<Custom.Entry> layers, boolean project) implements CustomLayer {
    @Override
    public void addTo(Blueprint blueprint, String name) {
      Blueprint.Head shortcut = blueprint.head();
      Blueprint.Place place = blueprint.place();
      Custom.addTo(blueprint, layers, name + "-");
      blueprint.at(place);
      blueprint.sum(name, project ? blueprint.projected(name + "-skip", shortcut) : shortcut);
    }
  }
}
