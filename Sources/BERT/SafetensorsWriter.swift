import JSON
import Tensors

/// Gathers tensors and lays them out as a safetensors file.
struct SafetensorsWriter {
  let encoding: Matrix.Encoding
  private var header = JSONObject()
  private var data: [UInt8] = []

  init(encoding: Matrix.Encoding) {
    self.encoding = encoding
    header["__metadata__"] = ["format": "pt"]  // transformers refuses a file without it
  }

  mutating func add(_ parameter: Parameter, _ value: Matrix) {
    for (index, tensor) in parameter.tensors.enumerated() {
      let bytes = value.encoded(part: index, of: parameter.tensors.count, as: encoding)
      header[parameter.isHead ? tensor : "bert." + tensor] = [
        "dtype": encoding == .float16 ? "F16" : "F32",
        "shape": .array(parameter.shape(of: value).map { .integer(Int64($0)) }),
        "data_offsets": [.integer(Int64(data.count)), .integer(Int64(data.count + bytes.count))],
      ]
      data += bytes
    }
  }

  /// The whole file.
  func finish() -> [UInt8] {
    var text = Array(JSONValue.object(header).serialized().utf8)
    while text.count % 8 != 0 { text.append(UInt8(ascii: " ")) }  // the data starts aligned
    return (0..<8).map { UInt8(truncatingIfNeeded: text.count >> (8 * $0)) } + text + data
  }
}
