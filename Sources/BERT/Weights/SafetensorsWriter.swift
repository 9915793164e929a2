import Files
import JSON
public import Tensors

/// Writes parameters into a safetensors file, tensor by tensor, without a second copy in memory.
public struct SafetensorsWriter: Sendable {
  let path: String
  let encoding: Matrix.Encoding

  /// A writer of the file with this path, which appears complete or not at all.
  public init(path: String, encoding: Matrix.Encoding = .float32) {
    self.path = path
    self.encoding = encoding
  }

  /// Writes all values under the names of their parameters.
  public func write(_ parameters: [(parameter: Parameter, value: Matrix)]) throws(CheckpointError) {
    var header: JSONObject = ["__metadata__": ["format": "pt"]]  // transformers rejects a file without it
    var end = 0
    func place(_ tensor: String, _ type: String, _ shape: [Int], size: Int) {
      let start = end
      end += shape.reduce(size, *)
      header[tensor] = [
        "dtype": .string(type), "shape": .array(shape.map { .integer(Int64($0)) }),
        "data_offsets": [.integer(Int64(start)), .integer(Int64(end))],
      ]
    }
    for (parameter, value) in parameters {
      for (part, tensor) in parameter.tensors.enumerated() {
        try checkRange(value.largestMagnitude(part: part, of: parameter.tensors.count), of: tensor)
        switch encoding(of: parameter) {
        case .int8:
          place(tensor, "I8", parameter.shape, size: 1)
          place(tensor + SafetensorsFile.scaleSuffix, "F32", Array(parameter.shape.prefix(1)), size: 4)
        case .float16: place(tensor, "F16", parameter.shape, size: 2)
        default: place(tensor, "F32", parameter.shape, size: 4)
        }
      }
    }
    var text = Array(JSONValue.object(header).serialized().utf8)
    while text.count % 8 != 0 { text.append(UInt8(ascii: " ")) }  // the data starts aligned
    let head = (0..<8).map { UInt8(truncatingIfNeeded: text.count >> (8 * $0)) } + text
    try CheckpointError.wrapping {
      try OutputFile.write(to: FilePath(text: path)) { write in
        try write(head)
        for (parameter, value) in parameters {
          for part in parameter.tensors.indices {
            let encoding = encoding(of: parameter)
            guard encoding == .int8 else {
              try write(value.encoded(part: part, of: parameter.tensors.count, as: encoding))
              continue
            }
            let (bytes, scales) = value.quantizedRows(part: part, of: parameter.tensors.count)
            try write(bytes)
            try write(scales.encoded(part: 0, of: 1, as: .float32))
          }
        }
      }
    }
  }

  /// In int8 heads, norms and biases stay float32.
  private func encoding(of parameter: Parameter) -> Matrix.Encoding {
    encoding == .int8 && (parameter.isVector || parameter.part.isHead) ? .float32 : encoding
  }

  private func checkRange(_ largest: Float, of tensor: String) throws(CheckpointError) {
    guard largest.isFinite else {
      throw CheckpointError("\(path): not written, since \"\(tensor)\" contains a number that is not finite")
    }
    guard encoding != .float16 || largest < Matrix.float16Limit else {
      throw CheckpointError(
        "\(path): not written, since \"\(tensor)\" contains numbers up to \(largest), more than 65504, the maximum of float16; use float32"
      )
    }
  }
}
