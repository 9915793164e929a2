import JSON
import Tensors

/// A safetensors file: a JSON header that names tensors, then their bytes
/// (https://github.com/huggingface/safetensors, "Format").
///
/// The header is checked as the format demands before any tensor is read: every tensor's bytes lie within the file, have
/// the size that type and shape ask for, overlap no other's and leave no hole.
public struct SafetensorsFile: Sendable {
  /// One tensor's entry in the header.
  public struct Tensor: Sendable, Hashable {
    /// The element type as the format names it, such as `F32`.
    public var type: String
    /// The dimensions, outermost first; none for a scalar.
    public var shape: [Int]
    /// Within the data, after the header.
    var bytes: Range<Int>
  }

  /// Where the file is.
  public let path: String
  /// Every tensor by name.
  public let tensors: [String: Tensor]
  /// The texts under `__metadata__`.
  public let metadata: [String: String]
  private let file: MappedFile
  private let dataStart: Int

  /// Opens a file and checks its header.
  ///
  /// - Throws: `CheckpointError` that names the tensor and what is wrong with it.
  public init(path: String) throws(CheckpointError) {
    self.path = path
    file = try MappedFile(path: path)
    guard file.count >= 8 else {
      throw CheckpointError("\(path): \(file.count) bytes, too short for a safetensors file")
    }
    let length = file.bytes(0..<8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard length <= 100_000_000, length <= UInt64(file.count - 8) else {
      throw CheckpointError(
        "\(path): says its header has \(length) bytes, the whole file has \(file.count); it is cut off or no safetensors file"
      )
    }
    dataStart = 8 + Int(length)
    let header: JSONValue
    do throws(JSONError) {
      // Three arrays and objects a tensor; more than any model has would only take memory.
      header = try JSONValue(parsing: file.bytes(8..<dataStart), limits: .init(depth: 8, containers: 1 << 18))
    } catch {
      throw CheckpointError("\(path): header: \(error)")
    }
    guard let object = header.objectValue else { throw CheckpointError("\(path): the header is no JSON object") }
    var tensors: [String: Tensor] = [:]
    var metadata: [String: String] = [:]
    for (name, value) in object {
      if name == "__metadata__" {
        for (key, text) in value.objectValue ?? JSONObject() { metadata[key] = text.stringValue }
      } else {
        tensors[name] = try Self.tensor(value, name: name, path: path)
      }
    }
    self.tensors = tensors
    self.metadata = metadata
    try Self.checkLayout(tensors, dataCount: file.count - dataStart, path: path)
  }

  /// Bytes an element of each type of the format.
  private static let sizes = [
    "F64": 8, "F32": 4, "F16": 2, "BF16": 2, "I64": 8, "I32": 4, "I16": 2, "I8": 1, "U64": 8, "U32": 4, "U16": 2,
    "U8": 1,
    "BOOL": 1, "F8_E4M3": 1, "F8_E5M2": 1,
  ]

  private static func tensor(_ value: JSONValue, name: String, path: String) throws(CheckpointError) -> Tensor {
    guard let type = value["dtype"]?.stringValue, let size = sizes[type] else {
      throw CheckpointError("\(path): tensor \"\(name)\" has no dtype that the format knows")
    }
    guard let shapeValues = value["shape"]?.arrayValue else {
      throw CheckpointError("\(path): tensor \"\(name)\" has no shape")
    }
    var count = size
    var shape: [Int] = []
    for dimension in shapeValues {
      guard let dimension = dimension.intValue, dimension >= 0 else {
        throw CheckpointError("\(path): tensor \"\(name)\" has a dimension that is no size")
      }
      let (product, overflow) = count.multipliedReportingOverflow(by: dimension)
      guard !overflow else { throw CheckpointError("\(path): tensor \"\(name)\" is larger than any memory") }
      count = product
      shape.append(dimension)
    }
    guard let offsets = value["data_offsets"]?.arrayValue, offsets.count == 2,
      let start = offsets[0].intValue, let end = offsets[1].intValue, 0 <= start, start <= end
    else { throw CheckpointError("\(path): tensor \"\(name)\" has no data_offsets [start, end]") }
    guard end - start == count else {
      throw CheckpointError(
        "\(path): tensor \"\(name)\" of \(type) \(shape) needs \(count) bytes, its offsets give \(end - start)")
    }
    return Tensor(type: type, shape: shape, bytes: start..<end)
  }

  private static func checkLayout(_ tensors: [String: Tensor], dataCount: Int, path: String) throws(CheckpointError) {
    var end = 0
    let inOrder = tensors.sorted {
      ($0.value.bytes.lowerBound, $0.value.bytes.upperBound) < ($1.value.bytes.lowerBound, $1.value.bytes.upperBound)
    }
    for (name, tensor) in inOrder {
      guard tensor.bytes.lowerBound == end else {
        let fault = tensor.bytes.lowerBound < end ? "overlaps the tensor before it" : "leaves a hole before it"
        throw CheckpointError("\(path): tensor \"\(name)\" at \(tensor.bytes) \(fault), which ends at \(end)")
      }
      end = tensor.bytes.upperBound
    }
    guard end == dataCount else {
      throw CheckpointError(
        "\(path): the tensors have \(end) bytes, the file has \(dataCount) of data; it is "
          + (end > dataCount ? "cut off: fetch it again" : "longer than its header says"))
    }
  }

  /// The entry of a tensor that must be there and have this shape.
  private func tensor(_ name: String, shape: [Int]) throws(CheckpointError) -> Tensor {
    guard let tensor = tensors[name] else { throw CheckpointError("\(path): the tensor \"\(name)\" is missing") }
    guard tensor.shape == shape else {
      throw CheckpointError("\(path): tensor \"\(name)\" has shape \(tensor.shape), config.json asks for \(shape)")
    }
    return tensor
  }

  /// Checks every size that a configuration claims against one tensor that has it, before anything of such sizes is
  /// allocated: `config.json` may ask for terabytes, a tensor that is there has its bytes in the file.
  func check(_ configuration: Configuration, prefix: String) throws(CheckpointError) {
    let channels = configuration.hiddenSize
    _ = try tensor(prefix + "embeddings.word_embeddings.weight", shape: [configuration.vocabularySize, channels])
    _ = try tensor(prefix + "embeddings.position_embeddings.weight", shape: [configuration.maximumPositions, channels])
    _ = try tensor(prefix + "embeddings.token_type_embeddings.weight", shape: [configuration.tokenTypeCount, channels])
    for layer in 0..<configuration.layerCount {
      let name = prefix + "encoder.layer.\(layer)."
      _ = try tensor(name + "attention.self.query.weight", shape: [channels, channels])
      _ = try tensor(name + "intermediate.dense.weight", shape: [configuration.intermediateSize, channels])
    }
  }

  /// Reads a parameter, converting to float32.
  ///
  /// - Throws: `CheckpointError` where a tensor is missing, of another shape than the configuration asks for, or not of
  ///   floats.
  func read(_ parameter: Parameter, prefix: String, into value: inout Matrix) throws(CheckpointError) {
    let encodings: [String: Matrix.Encoding] = ["F32": .float32, "F16": .float16, "BF16": .bfloat16]
    for (index, bareName) in parameter.tensors.enumerated() {
      let name = parameter.isHead ? bareName : prefix + bareName
      let tensor = try tensor(name, shape: parameter.shape(of: value))
      guard let encoding = encodings[tensor.type] else {
        throw CheckpointError("\(path): tensor \"\(name)\" is of type \(tensor.type); F32, F16 and BF16 can be read")
      }
      file.withBytes(dataStart + tensor.bytes.lowerBound..<dataStart + tensor.bytes.upperBound) { bytes in
        value.decode(part: index, of: parameter.tensors.count, from: bytes, as: encoding)
      }
    }
  }
}
