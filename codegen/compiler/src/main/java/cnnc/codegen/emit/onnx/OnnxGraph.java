package cnnc.codegen.emit.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** Grows an ONNX graph. */
final class OnnxGraph {
  private final GraphProto.Builder graph = GraphProto.newBuilder();

  OnnxGraph(String name) {
    graph.setName(name);
  }

  GraphProto build() {
    return graph.build();
  }

  /** An input of a batch of any size. */
  void input(String name, DataType type, int... shape) {
    graph.addInput(value(name, type, shape));
  }

  /** An output under this name; another value's name is copied to it. */
  void output(String name, String from, int... shape) {
    if (!name.equals(from)) {
      node("Identity", name, List.of(from)).add();
    }
    graph.addOutput(value(name, DataType.FLOAT, shape));
  }

  private static ValueInfoProto value(String name, DataType type, int... shape) {
    TensorShapeProto.Builder dimensions =
        TensorShapeProto.newBuilder()
            .addDim(TensorShapeProto.Dimension.newBuilder().setDimParam("N"));
    for (int size : shape) {
      dimensions.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(size));
    }
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(
                    TypeProto.Tensor.newBuilder()
                        .setElemType(type.getNumber())
                        .setShape(dimensions)))
        .build();
  }

  /** A value as a row for each image, for one reader of this name. */
  String flat(String value, String reader) {
    return node("Flatten", reader + "/flat", List.of(value)).integer("axis", 1).add();
  }

  /** A constant of floats. */
  String floats(String name, float[] values, long... shape) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return constant(name, DataType.FLOAT, bytes, shape);
  }

  /** A constant list of whole numbers. */
  String integers(String name, long... values) {
    ByteBuffer bytes = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asLongBuffer().put(values);
    return constant(name, DataType.INT64, bytes, values.length);
  }

  private String constant(String name, DataType type, ByteBuffer bytes, long... shape) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(type.getNumber())
            .setRawData(ByteString.copyFrom(bytes));
    for (long size : shape) {
      tensor.addDims(size);
    }
    graph.addInitializer(tensor);
    return name;
  }

  /** A node with one output, to be added when its attributes are set. */
  Node node(String op, String output, List<String> inputs) {
    return new Node(
        NodeProto.newBuilder().setOpType(op).setName(output).addOutput(output)
            .addAllInput(inputs));
  }

  /** A node that grows. */
  final class Node {
    private final NodeProto.Builder node;

    private Node(NodeProto.Builder node) {
      this.node = node;
    }

    Node integer(String name, long value) {
      node.addAttribute(
          AttributeProto.newBuilder().setName(name).setI(value)
              .setType(AttributeProto.AttributeType.INT));
      return this;
    }

    Node real(String name, double value) {
      node.addAttribute(
          AttributeProto.newBuilder().setName(name).setF((float) value)
              .setType(AttributeProto.AttributeType.FLOAT));
      return this;
    }

    Node text(String name, String value) {
      node.addAttribute(
          AttributeProto.newBuilder().setName(name).setS(ByteString.copyFromUtf8(value))
              .setType(AttributeProto.AttributeType.STRING));
      return this;
    }

    Node integers(String name, long... values) {
      AttributeProto.Builder attribute =
          AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INTS);
      for (long value : values) {
        attribute.addInts(value);
      }
      node.addAttribute(attribute);
      return this;
    }

    /** The output's name. */
    String add() {
      graph.addNode(node);
      return node.getOutput(0);
    }
  }
}
