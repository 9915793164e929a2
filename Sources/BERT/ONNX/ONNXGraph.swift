import Files
import Tensors

/// A graph in the Open Neural Network Exchange format. The output of a node is a value that other nodes use as input.
///
/// Messages and field numbers are those of onnx/onnx.proto, operators those of opset 17.
struct ONNXGraph {
  /// An output of a node, an input of the graph, or a constant.
  struct Value {
    fileprivate var name: String
  }

  /// An attribute of a node.
  enum Attribute {
    case integer(Int)
    case number(Float)
    case integers([Int])
  }

  /// The format's numbers of element types.
  enum ElementType: UInt64 {
    case float = 1
    case integer = 7  // 64 bits
  }

  private var graph = ProtocolBuffer()
  private var weights: [(head: ProtocolBuffer, matrix: Matrix)] = []
  private var nodeCount = 0

  init(name: String) { graph.add(2, name) }

  /// An input with these dimensions, each of any size.
  mutating func input(_ name: String, _ type: ElementType, _ dimensions: [String]) -> Value {
    graph.add(11, Self.valueInfo(name, type, dimensions.map { .name($0) }))
    return Value(name: name)
  }

  /// Makes a value an output of the graph.
  mutating func output(_ value: Value, as name: String, _ type: ElementType, _ dimensions: [Dimension]) {
    add("Identity", [value], output: name)
    graph.add(12, Self.valueInfo(name, type, dimensions))
  }

  /// Adds a node with this operator.
  mutating func add(
    _ operation: String, _ inputs: Value..., attributes: [(name: String, value: Attribute)] = []
  ) -> Value {
    let name = "\(operation)_\(nodeCount)"
    add(operation, inputs, attributes, output: name)
    return Value(name: name)
  }

  private mutating func add(
    _ operation: String, _ inputs: [Value], _ attributes: [(name: String, value: Attribute)] = [], output: String
  ) {
    var node = ProtocolBuffer()
    for input in inputs { node.add(1, input.name) }
    node.add(2, output)
    node.add(3, "node_\(nodeCount)")
    node.add(4, operation)
    for (name, value) in attributes { node.add(5, Self.attribute(name, value)) }
    graph.add(1, node)
    nodeCount += 1
  }

  /// Adds weights under the name of their tensor: a matrix, or a row as a vector.
  mutating func weights(_ matrix: Matrix, named name: String, isVector: Bool = false) -> Value {
    var head = Self.tensor(name, .float, isVector ? [matrix.columns] : [matrix.rows, matrix.columns])
    head.addHead(9, byteCount: 4 * matrix.count)
    weights.append((head, matrix))
    return Value(name: name)
  }

  /// A scalar.
  mutating func constant(_ number: Float) -> Value {
    constant(.float, [], littleEndian(number.bitPattern))
  }

  /// A vector of whole numbers, or a scalar.
  mutating func constant(_ integers: [Int], isScalar: Bool = false) -> Value {
    constant(.integer, isScalar ? [] : [integers.count], integers.flatMap { littleEndian(Int64($0)) })
  }

  private mutating func constant(_ type: ElementType, _ dimensions: [Int], _ bytes: [UInt8]) -> Value {
    let name = "constant_\(nodeCount)"
    nodeCount += 1
    var tensor = Self.tensor(name, type, dimensions)
    tensor.add(9, bytes)
    graph.add(5, tensor)
    return Value(name: name)
  }

  /// Writes a model with this graph.
  func write(path: String, producer: String) throws(CheckpointError) {
    var model = ProtocolBuffer()
    model.add(1, UInt64(8))  // the version of the format with opset 17
    model.add(2, "sentiment-lsp")
    model.add(3, producer)
    var opset = ProtocolBuffer()
    opset.add(1, "")
    opset.add(2, UInt64(17))
    model.add(8, opset)
    let heads = weights.map { tensor in
      var head = ProtocolBuffer()
      head.addHead(5, byteCount: tensor.head.bytes.count + 4 * tensor.matrix.count)
      return head.bytes + tensor.head.bytes
    }
    let size = zip(heads, weights).reduce(graph.bytes.count) { $0 + $1.0.count + 4 * $1.1.matrix.count }
    model.addHead(7, byteCount: size)
    guard model.bytes.count + size < 1 << 31 else {
      throw CheckpointError("\(path): not written, since the weights take more than 2 GB, the limit of the format")
    }
    try CheckpointError.wrapping {
      try OutputFile.write(to: FilePath(text: path)) { write in
        try write(model.bytes + graph.bytes)
        for (head, tensor) in zip(heads, weights) {
          try write(head)
          try write(tensor.matrix.encoded(part: 0, of: 1, as: .float32))
        }
      }
    }
  }
}

extension ONNXGraph {
  /// A dimension of a value.
  enum Dimension {
    case name(String)
    case size(Int)
  }

  private static func valueInfo(_ name: String, _ type: ElementType, _ dimensions: [Dimension]) -> ProtocolBuffer {
    var shape = ProtocolBuffer()
    for dimension in dimensions {
      var message = ProtocolBuffer()
      switch dimension {
      case .size(let size): message.add(1, UInt64(size))
      case .name(let name): message.add(2, name)
      }
      shape.add(1, message)
    }
    var tensor = ProtocolBuffer()
    tensor.add(1, type.rawValue)
    tensor.add(2, shape)
    var wrapper = ProtocolBuffer()
    wrapper.add(1, tensor)
    var info = ProtocolBuffer()
    info.add(1, name)
    info.add(2, wrapper)
    return info
  }

  private static func attribute(_ name: String, _ value: Attribute) -> ProtocolBuffer {
    var message = ProtocolBuffer()
    message.add(1, name)
    switch value {
    case .number(let number):
      message.add(2, number)
      message.add(20, UInt64(1))
    case .integer(let integer):
      message.add(3, UInt64(bitPattern: Int64(integer)))
      message.add(20, UInt64(2))
    case .integers(let integers):
      for integer in integers { message.add(8, UInt64(bitPattern: Int64(integer))) }
      message.add(20, UInt64(7))
    }
    return message
  }

  /// A tensor without its elements.
  private static func tensor(_ name: String, _ type: ElementType, _ dimensions: [Int]) -> ProtocolBuffer {
    var message = ProtocolBuffer()
    for dimension in dimensions { message.add(1, UInt64(dimension)) }
    message.add(2, type.rawValue)
    message.add(8, name)
    return message
  }
}
