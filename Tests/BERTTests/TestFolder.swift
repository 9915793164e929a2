import Foundation
import JSON
import Testing

/// A model folder of a test's own under the system's temporary one; gone with the value.
final class TestFolder: Sendable {
  let path: String

  init() throws {
    let url = FileManager.default.temporaryDirectory.appending(path: "BERTTests-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: false)
    path = url.path
  }

  /// A copy of a fixture.
  convenience init(copying name: String) throws {
    try self.init()
    for file in ["config.json", "model.safetensors"] {
      try write(Data(contentsOf: fixtures.appending(path: "\(name)/\(file)")), to: file)
    }
  }

  deinit {
    do { try FileManager.default.removeItem(atPath: path) } catch { Issue.record(error) }
  }

  @discardableResult
  func write(_ bytes: some Sequence<UInt8>, to name: String) throws -> String {
    let file = path + "/" + name
    try Data(bytes).write(to: URL(fileURLWithPath: file))
    return file
  }

  /// A file that says it has this many bytes and takes none.
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

/// A tensor as a safetensors file holds it; reads and writes such files without the module under test.
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

/// Multiplies the rounds of tests with random input, to search longer by hand: `MORE_ROUNDS=100 swift test …`.
let moreRounds = ProcessInfo.processInfo.environment["MORE_ROUNDS"].flatMap { Int($0) } ?? 1
