package com.example.zoo;

import cnnc.runtime.net.CompiledNetwork;
import java.util.function.LongFunction;

/** The networks, and how large they are known to be. */
enum Known {
  AIRBENCH94("airbench94", Airbench94::create, 1971640, 118147360),
  ALEXNET("alexnet", AlexNet::create, 60965224, 724406816),
  CIFAR10_QUICK("cifar10_quick", Cifar10Quick::create, 145578, 12354176),
  LAYERS11("layers11", Layers11::create, 2112970, 19512576),
  LAYERS18("layers18", Layers18::create, 89578, 12298240),
  LENET("lenet", LeNet::create, 431080, 2293000),
  MOBILENETV2("mobilenetv2", MobileNetV2::create, 3504872, 300774272),
  RESNET18("resnet18", ResNet18::create, 11689512, 1814073344),
  RESNET20("resnet20", ResNet20::create, 272474, 40813184),
  SQUEEZENET11("squeezenet11", SqueezeNet11::create, 1235496, 349151936),
  VGG16("vgg16", Vgg16::create, 138357544, 15470264320L);

  final String file;
  final LongFunction<CompiledNetwork> create;
  final long parameters;

  /** Multiply-adds for one image. */
  final long macs;

  Known(String file, LongFunction<CompiledNetwork> create, long parameters, long macs) {
    this.file = file + ".cnn";
    this.create = create;
    this.parameters = parameters;
    this.macs = macs;
  }
}
