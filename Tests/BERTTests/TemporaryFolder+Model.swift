import BERT
import Foundation
import JSON
import TestSupport
import Testing

extension TemporaryFolder {
  /// A copy of a fixture.
  convenience init(copying name: String) throws {
    try self.init()
    for file in ["config.json", "model.safetensors"] {
      try write(Data(contentsOf: fixtures.appending(path: "\(name)/\(file)")), to: file)
    }
  }

  /// A sparse file of this size.
  func writeSparse(count: UInt64, to name: String) throws {
    let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: write([], to: name)))
    try handle.truncate(atOffset: count)
    try handle.close()
  }

  /// Edits `config.json`; nil removes a key.
  func configure(_ edits: [String: JSONValue?]) throws {
    guard
      case .object(var object) = try JSONValue(parsing: Data(contentsOf: URL(fileURLWithPath: path + "/config.json")))
    else { return }
    for (key, value) in edits { object[key] = value }
    try write(JSONValue.object(object).serialized().utf8, to: "config.json")
  }

  /// Edits `model.safetensors`.
  func editTensors(_ edit: (inout [StoredTensor]) -> Void) throws {
    var tensors = try StoredTensor.read(Array(Data(contentsOf: URL(fileURLWithPath: path + "/model.safetensors"))))
    edit(&tensors)
    try write(StoredTensor.file(tensors), to: "model.safetensors")
  }
}

/// Checks the error of a model folder that does not load.
func check(
  _ folder: TemporaryFolder, _ file: String, _ complaint: String, sourceLocation: SourceLocation = #_sourceLocation
) {
  let error = #expect(throws: CheckpointError.self, sourceLocation: sourceLocation) {
    try SequenceClassifier(folder: folder.path)
  }
  #expect(error?.description == "\(folder.path)/\(file): \(complaint)", sourceLocation: sourceLocation)
}

/// A tensor of a safetensors file. Reads and writes such files without the module under test.
struct StoredTensor {
  var name: String
  var type: String
  var shape: [Int]
  var bytes: [UInt8]

  static func read(_ file: [UInt8]) throws -> [StoredTensor] {
    let length = file[..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
    let header = try #require(try JSONValue(parsing: file[8..<8 + length]).objectValue)
    return try header.filter { $0.key != "__metadata__" }.map { name, value in
      func sizes(_ key: String) throws -> [Int] { try #require(value[key]?.arrayValue).compactMap(\.intValue) }
      let offsets = try sizes("data_offsets")
      return StoredTensor(
        name: name, type: try #require(value["dtype"]?.stringValue), shape: try sizes("shape"),
        bytes: Array(file[8 + length + offsets[0]..<8 + length + offsets[1]]))
    }
  }

  static func file(_ tensors: [StoredTensor]) -> [UInt8] {
    var entries: [String] = []
    var data: [UInt8] = []
    for tensor in tensors {
      let end = data.count + tensor.bytes.count
      entries.append(
        #""\#(tensor.name)":{"dtype":"\#(tensor.type)","shape":\#(tensor.shape),"data_offsets":[\#(data.count),\#(end)]}"#
      )
      data += tensor.bytes
    }
    return safetensors("{" + entries.joined(separator: ",") + "}") + data
  }
}

/// A safetensors file's length and header, without data.
func safetensors(_ header: String) -> [UInt8] { littleEndian(UInt64(header.utf8.count)) + Array(header.utf8) }

func littleEndian(_ number: UInt64) -> [UInt8] { (0..<8).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) } }
