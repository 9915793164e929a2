import JSON
import Tensors

/// Lays a model out as a safetensors file, tensor by tensor, so that it is never in memory twice.
struct SafetensorsWriter {
  let path: String
  let encoding: Matrix.Encoding

  func write(_ model: SequenceClassifier) throws(CheckpointError) {
    var model = model  // visiting takes a variable, and changes nothing
    var header: JSONObject = ["__metadata__": ["format": "pt"]]  // transformers refuses a file without it
    var end = 0
    try model.forEachParameter { (parameter: Parameter, value: inout Matrix) throws(CheckpointError) in
      for (part, tensor) in parameter.tensors.enumerated() {
        try checkRange(value.largestMagnitude(part: part, of: parameter.tensors.count), of: tensor)
        let start = end
        end += value.count / parameter.tensors.count * encoding.size
        header[tensor] = [
          "dtype": encoding == .float16 ? "F16" : "F32",
          "shape": .array(parameter.shape.map { .integer(Int64($0)) }),
          "data_offsets": [.integer(Int64(start)), .integer(Int64(end))],
        ]
      }
    }
    var text = Array(JSONValue.object(header).serialized().utf8)
    while text.count % 8 != 0 { text.append(UInt8(ascii: " ")) }  // the data starts aligned
    let head = (0..<8).map { UInt8(truncatingIfNeeded: text.count >> (8 * $0)) } + text
    try writeWhole(path: path) { write throws(CheckpointError) in
      try write(head)
      try model.forEachParameter { (parameter: Parameter, value: inout Matrix) throws(CheckpointError) in
        for part in parameter.tensors.indices {
          try write(value.encoded(part: part, of: parameter.tensors.count, as: encoding))
        }
      }
    }
  }

  private func checkRange(_ largest: Float, of tensor: String) throws(CheckpointError) {
    guard largest.isFinite else {
      throw CheckpointError("\(path): not written, since \"\(tensor)\" holds what is no finite number")
    }
    guard encoding != .float16 || largest < Matrix.float16Limit else {
      throw CheckpointError(
        "\(path): not written, since \"\(tensor)\" holds numbers up to \(largest) and float16 ends at 65504; use float32"
      )
    }
  }
}
