package dev.serin.training.onnx;

import static org.nd4j.linalg.activations.Activation.IDENTITY;
import static org.nd4j.linalg.activations.Activation.RELU;
import static org.nd4j.linalg.activations.Activation.RELU6;

import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration.ListBuilder;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;

/**
 * Networks of the literature with their structure as it was published, but few channels and small
 * images.
 */
enum KnownNetworks {
  LENET(28, 28, 1) {
    @Override
    Model create(CNN2DFormat format) {
      return sequential(
          format,
          convolution(6, 5, 1, 0, Activation.TANH),
          pooling(PoolingType.AVG, 2, 2),
          convolution(16, 5, 1, 0, Activation.TANH),
          pooling(PoolingType.AVG, 2, 2),
          dense(30, Activation.TANH),
          dense(21, Activation.TANH));
    }
  },

  ALEXNET(67, 67, 3) {
    @Override
    Model create(CNN2DFormat format) {
      return sequential(
          format,
          convolution(6, 11, 4, 0, RELU),
          normalisation(),
          pooling(PoolingType.MAX, 3, 2),
          convolution(8, 5, 1, 2, RELU),
          normalisation(),
          pooling(PoolingType.MAX, 3, 2),
          convolution(10, 3, 1, 1, RELU),
          convolution(10, 3, 1, 1, RELU),
          convolution(8, 3, 1, 1, RELU),
          pooling(PoolingType.MAX, 3, 2),
          new DenseLayer.Builder().nOut(20).dropOut(0.5).activation(RELU).build(),
          new DenseLayer.Builder().nOut(20).dropOut(0.5).activation(RELU).build());
    }
  },

  VGG16(32, 32, 3) {
    @Override
    Model create(CNN2DFormat format) {
      ListBuilder list = Networks.base().list();
      int[] deep = {2, 2, 3, 3, 3};
      for (int block = 0; block < deep.length; block++) {
        for (int i = 0; i < deep[block]; i++) {
          list.layer(convolution(4 + block, 3, 1, 1, RELU));
        }
        list.layer(pooling(PoolingType.MAX, 2, 2));
      }
      return finished(list.layer(dense(12, RELU)).layer(dense(12, RELU)), format);
    }
  },

  RESNET20(16, 16, 3) {
    @Override
    Model create(CNN2DFormat format) {
      Draft draft = draft(format);
      String last = draft.normalised(Draft.INPUT, 4, 3, 1, RELU);
      int filters = 4;
      for (int stage = 0; stage < 3; stage++, filters *= 2) {
        for (int block = 0; block < 3; block++) {
          int stride = stage > 0 && block == 0 ? 2 : 1;
          String inner = draft.normalised(last, filters, 3, stride, RELU);
          String outer = draft.normalised(inner, filters, 3, 1, IDENTITY);
          String shortcut =
              stride == 1 ? last : draft.normalised(last, filters, 1, stride, IDENTITY);
          last = draft.activation(draft.sum(outer, shortcut), RELU);
        }
      }
      return draft.endingIn(draft.globalAverage(last), Networks.output());
    }
  },

  MOBILENET(32, 32, 3) {
    @Override
    Model create(CNN2DFormat format) {
      Draft draft = draft(format);
      String last = draft.normalised(Draft.INPUT, 4, 3, 2, RELU6);
      int[] strides = {1, 2, 1, 2, 1, 2, 1, 1, 1, 1, 1, 2, 1};
      for (int block = 0; block < strides.length; block++) {
        String each = draft.depthwise(last, 3, strides[block], RELU6);
        last = draft.normalised(each, 4 + block / 2, 1, 1, RELU6);
      }
      return draft.endingIn(draft.globalAverage(last), Networks.output());
    }
  },

  INCEPTION(32, 32, 3) {
    @Override
    Model create(CNN2DFormat format) {
      Draft draft = draft(format);
      String last = draft.convolution(Draft.INPUT, 4, 7, 2, RELU);
      last = draft.layer(draft.pooling(last, PoolingType.MAX, 3, 2), normalisation());
      for (int module = 0; module < 4; module++) {
        String one = draft.convolution(last, 2, 1, 1, RELU);
        String three = draft.convolution(draft.convolution(last, 2, 1, 1, RELU), 3, 3, 1, RELU);
        String five = draft.convolution(draft.convolution(last, 2, 1, 1, RELU), 2, 5, 1, RELU);
        String pooled =
            draft.convolution(draft.pooling(last, PoolingType.MAX, 3, 1), 2, 1, 1, RELU);
        last = draft.merge(one, three, five, pooled);
        if (module == 1) {
          last = draft.pooling(last, PoolingType.MAX, 3, 2);
        }
      }
      String average =
          draft.layer(draft.globalAverage(last), new DropoutLayer.Builder(0.6).build());
      return draft.endingIn(average, Networks.output());
    }
  },

  SQUEEZENET(33, 33, 3) {
    @Override
    Model create(CNN2DFormat format) {
      Draft draft = draft(format);
      String last = draft.convolution(Draft.INPUT, 6, 3, 2, RELU);
      for (int fire = 0; fire < 8; fire++) {
        if (fire == 0 || fire == 2 || fire == 4) {
          last = draft.pooling(last, PoolingType.MAX, 3, 2);
        }
        String squeezed = draft.convolution(last, 3, 1, 1, RELU);
        last =
            draft.merge(
                draft.convolution(squeezed, 4, 1, 1, RELU),
                draft.convolution(squeezed, 4, 3, 1, RELU));
      }
      last = draft.layer(last, new DropoutLayer.Builder(0.5).build());
      last = draft.convolution(last, Networks.CLASSES, 1, 1, RELU);
      return draft.endingIn(
          draft.globalAverage(last),
          new LossLayer.Builder().activation(Activation.SOFTMAX).build());
    }
  },

  UNET_ENCODER(32, 32, 3) {
    @Override
    Model create(CNN2DFormat format) {
      Draft draft = draft(format);
      String[] levels = new String[4];
      String last = Draft.INPUT;
      for (int level = 0; level < levels.length; level++) {
        last = level == 0 ? last : draft.pooling(last, PoolingType.MAX, 2, 2);
        last = draft.convolution(last, 3 + level, 3, 1, RELU);
        last = draft.convolution(last, 3 + level, 3, 1, RELU);
        levels[level] = last;
      }
      String up =
          draft.layer(
              last,
              new Deconvolution2D.Builder(2, 2).stride(2, 2).nOut(5).activation(RELU).build());
      last = draft.convolution(draft.merge(levels[2], up), 5, 3, 1, RELU);
      return draft.endingIn(draft.globalAverage(last), Networks.output());
    }
  };

  private final int height;
  private final int width;
  private final int channels;

  KnownNetworks(int height, int width, int channels) {
    this.height = height;
    this.width = width;
    this.channels = channels;
  }

  /** A network with its first weights. */
  abstract Model create(CNN2DFormat format);

  /** Those in which it is exported: channels-last deconvolutions are refused. */
  List<CNN2DFormat> formats() {
    return this == UNET_ENCODER ? List.of(CNN2DFormat.NCHW) : List.of(CNN2DFormat.values());
  }

  /** Of one input, in the order of the format. */
  long[] shape(CNN2DFormat format) {
    return format == CNN2DFormat.NCHW
        ? new long[] {channels, height, width}
        : new long[] {height, width, channels};
  }

  Draft draft(CNN2DFormat format) {
    return new Draft(height, width, channels, format);
  }

  Model sequential(CNN2DFormat format, Layer... layers) {
    ListBuilder list = Networks.base().list();
    Arrays.stream(layers).forEach(list::layer);
    return finished(list, format);
  }

  Model finished(ListBuilder list, CNN2DFormat format) {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            list.layer(Networks.output())
                .setInputType(InputType.convolutional(height, width, channels, format))
                .build());
    network.init();
    return network;
  }

  private static Layer convolution(
      int filters, int kernel, int stride, int padding, Activation activation) {
    return new ConvolutionLayer.Builder(kernel, kernel)
        .stride(stride, stride)
        .padding(padding, padding)
        .convolutionMode(ConvolutionMode.Truncate)
        .nOut(filters)
        .activation(activation)
        .build();
  }

  private static Layer pooling(PoolingType type, int kernel, int stride) {
    return new SubsamplingLayer.Builder(type)
        .kernelSize(kernel, kernel)
        .stride(stride, stride)
        .build();
  }

  private static Layer normalisation() {
    return new LocalResponseNormalization.Builder().n(5).alpha(0.1).build();
  }

  private static Layer dense(int units, Activation activation) {
    return new DenseLayer.Builder().nOut(units).activation(activation).build();
  }
}
