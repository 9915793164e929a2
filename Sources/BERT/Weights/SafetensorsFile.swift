import Files
import JSON
public import Tensors

/// A safetensors file: a JSON header of tensors, then their bytes
/// (https://github.com/huggingface/safetensors, "Format").
///
/// The header is checked by the rules of the format before any tensor is read: the bytes of every tensor are within the file,
/// have the size of its type and shape, and neither overlap nor leave a hole.
public struct SafetensorsFile: Sendable {
  /// A tensor's entry in the header.
  public struct Tensor: Sendable, Hashable {
    /// The element type, by the format's name, such as `F32`.
    public var type: String
    /// The dimensions, outermost first; none for a scalar.
    public var shape: [Int]
    /// Offsets from the end of the header.
    var bytes: Range<Int>
  }

  /// The path of the file.
  public let path: String
  /// All tensors by name.
  public let tensors: [String: Tensor]
  /// The size of the whole file, in bytes.
  public var byteCount: Int { file.count }
  private let file: InputFile
  private let dataStart: Int

  /// Opens a file and checks its header.
  public init(path: String) throws(CheckpointError) {
    self.path = path
    file = try CheckpointError.wrapping {
      let file = try InputFile(FilePath(text: path))
      try file.requireContent()
      return file
    }
    do throws(CheckpointError) {
      (tensors, dataStart) = try Self.header(of: file)
    } catch {
      throw CheckpointError("\(error); download the file again")
    }
  }

  private static func header(
    of file: InputFile
  ) throws(CheckpointError) -> (tensors: [String: Tensor], dataStart: Int) {
    let path = file.path.text
    guard file.count >= 8 else {
      throw CheckpointError("\(path): \(file.count) bytes, which is too short for a safetensors file")
    }
    func bytes(_ range: Range<Int>) throws(CheckpointError) -> [UInt8] {
      try CheckpointError.wrapping { try file.bytes(range) }
    }
    let length = try bytes(0..<8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard length <= 100_000_000, length <= UInt64(file.count - 8) else {
      throw CheckpointError(
        "\(path): the header should have \(length) bytes, but the whole file has \(file.count); it is truncated or not a safetensors file"
      )
    }
    let dataStart = 8 + Int(length)
    let text = try bytes(8..<dataStart)
    let header: JSONValue
    do throws(JSONError) {
      // The values of a tensor's entry take some 500 bytes; 8 MB more than three times the text suffice for 40,000 tensors.
      header = try JSONValue(parsing: consume text, limits: .init(depth: 8, memory: 8 << 20))
    } catch {
      throw CheckpointError("\(path): header: \(error)")
    }
    guard let object = header.objectValue else { throw CheckpointError("\(path): the header is not a JSON object") }
    var tensors: [String: Tensor] = [:]
    for (name, value) in object where name != "__metadata__" {
      tensors[name] = try tensor(value, name: name, path: path)
    }
    try checkLayout(tensors, dataCount: file.count - dataStart, path: path)
    return (tensors, dataStart)
  }

  /// The bytes of one element, by type.
  private static let sizes = [
    "F64": 8, "F32": 4, "F16": 2, "BF16": 2, "I64": 8, "I32": 4, "I16": 2, "I8": 1, "U64": 8, "U32": 4, "U16": 2,
    "U8": 1, "BOOL": 1, "F8_E4M3": 1, "F8_E5M2": 1,
  ]

  private static func tensor(_ value: JSONValue, name: String, path: String) throws(CheckpointError) -> Tensor {
    guard let type = value["dtype"]?.stringValue, let size = sizes[type] else {
      throw CheckpointError("\(path): tensor \"\(name)\" has no dtype of the format")
    }
    guard let shapeValues = value["shape"]?.arrayValue else {
      throw CheckpointError("\(path): tensor \"\(name)\" has no shape")
    }
    var count = size
    var shape: [Int] = []
    for dimension in shapeValues {
      guard let dimension = dimension.intValue, dimension >= 0 else {
        throw CheckpointError("\(path): tensor \"\(name)\" has an invalid dimension")
      }
      let (product, overflow) = count.multipliedReportingOverflow(by: dimension)
      guard !overflow else { throw CheckpointError("\(path): tensor \"\(name)\" is too large for any memory") }
      count = product
      shape.append(dimension)
    }
    guard let offsets = value["data_offsets"]?.arrayValue, offsets.count == 2,
      let start = offsets[0].intValue, let end = offsets[1].intValue, 0 <= start, start <= end
    else { throw CheckpointError("\(path): tensor \"\(name)\" has no data_offsets [start, end]") }
    guard end - start == count else {
      throw CheckpointError(
        "\(path): tensor \"\(name)\" of \(type) \(shape) needs \(count) bytes, but its offsets give \(end - start)")
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
        let fault =
          tensor.bytes.lowerBound < end ? "overlaps the tensor before it" : "leaves a hole after the tensor before it"
        throw CheckpointError("\(path): tensor \"\(name)\" at \(tensor.bytes) \(fault), which ends at \(end)")
      }
      end = tensor.bytes.upperBound
    }
    guard end == dataCount else {
      throw CheckpointError(
        "\(path): the tensors have \(end) bytes, but the file has \(dataCount) bytes of data; it is "
          + (end > dataCount ? "truncated" : "longer than its header says"))
    }
  }

  private static let encodings: [String: Matrix.Encoding] = [
    "F64": .float64, "F32": .float32, "F16": .float16, "BF16": .bfloat16, "I8": .int8,
  ]

  /// The suffix of the tensor with the scales of another tensor's rows.
  static let scaleSuffix = "_scale"

  /// Checks that a tensor exists and has this shape and a supported type, without reading it.
  func check(_ name: String, shape: [Int]) throws(CheckpointError) {
    guard let tensor = tensors[name] else { throw .missing(name, path: path) }
    guard tensor.shape == shape else {
      throw CheckpointError(
        "\(path): tensor \"\(name)\" has shape \(tensor.shape), but config.json requires \(shape); "
          + "both should come from one model")
    }
    guard Self.encodings[tensor.type] != nil else {
      throw CheckpointError(
        "\(path): tensor \"\(name)\" has type \(tensor.type), which is not supported; supported are F64, F32, F16, BF16 and I8"
      )
    }
    guard tensor.type == "I8" else { return }
    guard shape.count == 2 else {
      throw CheckpointError(
        "\(path): tensor \"\(name)\" has type I8, which is supported for matrices only; store it as F32")
    }
    try check(name + Self.scaleSuffix, shape: [shape[0]])
  }

  /// Reads all tensors of a parameter, which must exist, into a matrix of its size.
  public func read(_ parameter: Parameter, into value: inout Matrix, in context: PassContext) throws(CheckpointError) {
    for (part, name) in parameter.tensors.enumerated() {
      try read(
        name, shape: parameter.shape, into: &value, part: part, of: parameter.tensors.count, in: context)
    }
  }

  /// Reads a tensor with this shape into one of `count` equal parts of a matrix.
  ///
  /// - Throws: `CheckpointError` if it is missing, has another shape or an unsupported type, or contains a number that is not
  ///   finite.
  func read(
    _ name: String, shape: [Int], into value: inout Matrix, part: Int, of count: Int, in context: PassContext
  ) throws(CheckpointError) {
    try check(name, shape: shape)
    guard let tensor = tensors[name], let encoding = Self.encodings[tensor.type] else { return }
    let start = dataStart + tensor.bytes.lowerBound
    let largest = try value.decode(part: part, of: count, as: encoding, in: context) {
      offset, bytes throws(CheckpointError) in
      try CheckpointError.wrapping { try file.read(at: start + offset, into: &bytes) }
    }
    guard largest.isFinite else {
      throw CheckpointError(
        "\(path): tensor \"\(name)\" contains \(largest.isNaN ? "NaN (not a number)" : "an infinite number"); "
          + "the checkpoint is damaged: download it again, or train it again")
    }
    guard encoding == .int8 else { return }
    var scales = Matrix(rows: 1, columns: shape[0])
    try read(name + Self.scaleSuffix, shape: [shape[0]], into: &scales, part: 0, of: 1, in: context)
    value.scaleRows(part: part, of: count, by: scales)
  }
}
