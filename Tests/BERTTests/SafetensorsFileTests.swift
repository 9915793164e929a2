import Foundation
import JSON
import Tensors
import TestSupport
import Testing

@testable import BERT

struct SafetensorsFileTests {
  private static let float = #""dtype":"F32","shape":[1]"#

  /// Header, bytes of data after it, and the error.
  @Test(arguments: [
    ("", 0, "header: line 1, column 1: expected a value, found the end of the text"),
    ("{\"a\"", 0, "header: line 1, column 5: expected ':' after a key, found the end of the text"),
    ("\u{0}\u{0}", 0, "header: line 1, column 1: expected a value, found U+0000"),
    ("[]", 0, "the header is not a JSON object"),
    (#"{"a":1}"#, 0, "tensor \"a\" has no dtype of the format"),
    (#"{"a":{"dtype":"F31","shape":[1],"data_offsets":[0,4]}}"#, 4, "tensor \"a\" has no dtype of the format"),
    (#"{"a":{"dtype":32,"shape":[1],"data_offsets":[0,4]}}"#, 4, "tensor \"a\" has no dtype of the format"),
    (#"{"a":{"dtype":"F32","data_offsets":[0,4]}}"#, 4, "tensor \"a\" has no shape"),
    (#"{"a":{"dtype":"F32","shape":{},"data_offsets":[0,4]}}"#, 4, "tensor \"a\" has no shape"),
    (#"{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}"#, 4, "tensor \"a\" has an invalid dimension"),
    (#"{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}"#, 4, "tensor \"a\" has an invalid dimension"),
    (#"{"a":{"dtype":"F32","shape":["1"],"data_offsets":[0,4]}}"#, 4, "tensor \"a\" has an invalid dimension"),
    (#"{"a":{"dtype":"F32","shape":[1e300],"data_offsets":[0,4]}}"#, 4, "tensor \"a\" has an invalid dimension"),
    (
      #"{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]}}"#, 0,
      "tensor \"a\" is too large for any memory"
    ),
    (
      #"{"a":{"dtype":"F64","shape":[1152921504606846976],"data_offsets":[0,0]}}"#, 0,
      "tensor \"a\" is too large for any memory"
    ),
    (#"{"a":{\#(float)}}"#, 4, "tensor \"a\" has no data_offsets [start, end]"),
    (#"{"a":{\#(float),"data_offsets":[4]}}"#, 4, "tensor \"a\" has no data_offsets [start, end]"),
    (#"{"a":{\#(float),"data_offsets":[0,4,8]}}"#, 4, "tensor \"a\" has no data_offsets [start, end]"),
    (#"{"a":{\#(float),"data_offsets":[4,0]}}"#, 4, "tensor \"a\" has no data_offsets [start, end]"),
    (#"{"a":{\#(float),"data_offsets":[-4,0]}}"#, 4, "tensor \"a\" has no data_offsets [start, end]"),
    (#"{"a":{\#(float),"data_offsets":[0,4.5]}}"#, 4, "tensor \"a\" has no data_offsets [start, end]"),
    (#"{"a":{\#(float),"data_offsets":[0,9223372036854775808]}}"#, 4, "tensor \"a\" has no data_offsets [start, end]"),
    (#"{"a":{\#(float),"data_offsets":[0,8]}}"#, 8, "tensor \"a\" of F32 [1] needs 4 bytes, but its offsets give 8"),
    (
      #"{"a":{\#(float),"data_offsets":[9223372036854775803,9223372036854775807]}}"#, 4,
      "tensor \"a\" at 9223372036854775803..<9223372036854775807 leaves a hole after the tensor before it, which ends at 0"
    ),
    (
      #"{"a":{\#(float),"data_offsets":[0,4]},"b":{\#(float),"data_offsets":[2,6]}}"#, 6,
      "tensor \"b\" at 2..<6 overlaps the tensor before it, which ends at 4"
    ),
    (
      #"{"a":{\#(float),"data_offsets":[0,4]},"b":{\#(float),"data_offsets":[8,12]}}"#, 12,
      "tensor \"b\" at 8..<12 leaves a hole after the tensor before it, which ends at 4"
    ),
    (
      #"{"a":{\#(float),"data_offsets":[0,4]}}"#, 3,
      "the tensors have 4 bytes, but the file has 3 bytes of data; it is truncated"
    ),
    (
      #"{"a":{\#(float),"data_offsets":[0,4]}}"#, 5,
      "the tensors have 4 bytes, but the file has 5 bytes of data; it is longer than its header says"
    ),
    ("{}", 1, "the tensors have 0 bytes, but the file has 1 bytes of data; it is longer than its header says"),
    (
      #"{"a":{\#(float),"data_offsets":[0,4]},"a":{\#(float),"data_offsets":[4,8]}}"#, 8,
      "header: line 1, column 55: the key \"a\" occurs twice in one object; keep one of them"
    ),
    (
      String(repeating: "[", count: 100_000), 0,
      "header: line 1, column 9: arrays and objects are nested deeper than the 8 levels allowed"
    ),
    (
      #"{"a":["# + String(repeating: "[],", count: 600_000) + "[]]}", 0,
      "header: line 1, column 1723558: the values up to here need more than 13788638 bytes of memory, the limit for a text "
        + "of 1800010 bytes; write fewer small values or split the text"
    ),
  ])
  func reportsTheFaultOfAHeader(header: String, dataCount: Int, complaint: String) throws {
    try check(safetensors(header) + [UInt8](repeating: 0, count: dataCount), complaint)
  }

  @Test(arguments: [UInt64.max, 1 << 63, 100_000_001, 9])
  func rejectsAHeaderLongerThanTheFile(length: UInt64) throws {
    try check(
      littleEndian(length) + Array("{}      ".utf8),
      "the header should have \(length) bytes, but the whole file has 16; it is truncated or not a safetensors file")
  }

  @Test func rejectsEveryPrefixOfAFile() throws {
    let folder = try TemporaryFolder()
    let whole = StoredTensor.file(Self.sample)
    for count in 0..<whole.count {
      let path = try folder.write(whole[..<count], to: "model.safetensors")
      let error = #expect(throws: CheckpointError.self) { try SafetensorsFile(path: path) }
      let text = error?.description ?? ""
      #expect(
        text.hasPrefix(path)
          && (count >= 8 || text.contains(": \(count) bytes, which is too short for a safetensors file;")))
    }
    #expect(try SafetensorsFile(path: folder.write(whole, to: "model.safetensors")).tensors.count == Self.sample.count)
  }

  @Test func noMutationOfAFileCrashes() throws {
    let folder = try TemporaryFolder()
    let whole = StoredTensor.file(Self.sample)
    let path = try folder.write(whole, to: "model.safetensors")
    // Overwritten, not truncated first, which takes a millisecond in most file systems.
    let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
    var generator = SeededGenerator(seed: 1)
    var opened = 0
    for round in 0..<5000 * moreRounds {
      var bytes = whole
      for _ in 0...round % 3 {
        // Any byte, or one with a meaning in headers.
        let byte = Bool.random(using: &generator) ? UInt8.random(in: 0...255, using: &generator) : nil
        bytes[Int.random(in: bytes.indices, using: &generator)] =
          byte ?? Array("0123456789-.eE\"[]{},:".utf8).randomElement(using: &generator) ?? 0
      }
      try handle.seek(toOffset: 0)
      try handle.write(contentsOf: bytes)
      do throws(CheckpointError) {
        let file = try SafetensorsFile(path: path)
        opened += 1
        for (name, tensor) in file.tensors where tensor.shape.count == 2 {
          var value = Matrix(rows: 3, columns: 2)
          try file.read(name, shape: [3, 2], into: &value, part: 0, of: 1, in: .test)
        }
      } catch {
        #expect(error.description.hasPrefix(path))
      }
    }
    #expect(opened > 500 * moreRounds, "most mutations of the data leave a valid file")
  }

  @Test func acceptsEmptyTensorsScalarsAndMetadata() throws {
    let header = """
      {"__metadata__":{"format":"pt","odd":1},"none":{"dtype":"F32","shape":[0,5],"data_offsets":[0,0]},\
      "scalar":{"dtype":"F64","shape":[],"data_offsets":[0,8]},"end":{"dtype":"BOOL","shape":[0],"data_offsets":[8,8]}}
      """
    let folder = try TemporaryFolder()
    let file = try SafetensorsFile(
      path: folder.write(safetensors(header) + [UInt8](repeating: 0, count: 8), to: "model.safetensors"))
    #expect(file.tensors.mapValues(\.shape) == ["none": [0, 5], "scalar": [], "end": [0]])
    #expect(try SafetensorsFile(path: folder.write(safetensors("{}"), to: "model.safetensors")).tensors.isEmpty)
  }

  @Test func readsFloatsOfEveryWidth() throws {
    let folder = try TemporaryFolder()
    let file = try SafetensorsFile(path: folder.write(StoredTensor.file(Self.sample), to: "model.safetensors"))
    let numbers: [Float] = [1, -2, 0.5, 0, 4, -0.25]
    for name in ["single", "half", "brain", "double"] {
      var value = Matrix(rows: 3, columns: 2)
      try file.read(name, shape: [3, 2], into: &value, part: 0, of: 1, in: .test)
      #expect(value.elements == numbers, "\(name)")
    }
    // Two tensors in one matrix.
    var both = Matrix(rows: 6, columns: 2)
    for part in [1, 0] { try file.read("half", shape: [3, 2], into: &both, part: part, of: 2, in: .test) }
    #expect(both.elements == numbers + numbers)
  }

  @Test(arguments: [
    (
      "absent", 3,
      "the tensor \"absent\" is missing; download the weights and config.json of one model again"
    ),
    (
      "single", 2,
      "tensor \"single\" has shape [3, 2], but config.json requires [2, 2]; both should come from one model"
    ),
    ("whole", 3, "tensor \"whole\" has type I16, which is not supported; supported are F64, F32, F16, BF16 and I8"),
    (
      "broken", 3,
      "tensor \"broken\" contains NaN (not a number); the checkpoint is damaged: download it again, or train it again"
    ),
    (
      "vast", 3,
      "tensor \"vast\" contains an infinite number; the checkpoint is damaged: download it again, or train it again"
    ),
  ])
  func namesATensorThatItCannotRead(name: String, rows: Int, complaint: String) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(StoredTensor.file(Self.sample), to: "model.safetensors")
    let file = try SafetensorsFile(path: path)
    var value = Matrix(rows: rows, columns: 2)
    #expect(throws: CheckpointError("\(path): \(complaint)")) {
      try file.read(name, shape: [rows, 2], into: &value, part: 0, of: 1, in: .test)
    }
  }

  @Test func rejectsAFileThatShrinksWhileReading() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(StoredTensor.file(Self.sample), to: "model.safetensors")
    let file = try SafetensorsFile(path: path)
    let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
    try handle.truncate(atOffset: UInt64(file.byteCount - 1))
    var value = Matrix(rows: 3, columns: 2)
    #expect(throws: CheckpointError("\(path): was truncated while it was read; try again when it is complete")) {
      for name in file.tensors.keys where name != "whole" && name != "broken" && name != "vast" {
        try file.read(name, shape: [3, 2], into: &value, part: 0, of: 1, in: .test)
      }
    }
  }

  @Test func reportsWhyAFileCannotBeOpened() throws {
    let folder = try TemporaryFolder()
    #expect(throws: CheckpointError("\(folder.path)/none: cannot be read: No such file or directory")) {
      try SafetensorsFile(path: folder.path + "/none")
    }
    #expect(throws: CheckpointError("\(folder.path): is not a regular file; put the file itself there")) {
      try SafetensorsFile(path: folder.path)
    }
    // Opening a named pipe without a writer must not block.
    try #require(unsafe mkfifo(folder.path + "/pipe", 0o600) == 0)
    #expect(throws: CheckpointError("\(folder.path)/pipe: is not a regular file; put the file itself there")) {
      try SafetensorsFile(path: folder.path + "/pipe")
    }
  }

  private static let sample = [
    StoredTensor(
      name: "single", type: "F32", shape: [3, 2],
      bytes: [0, 0, 128, 63, 0, 0, 0, 192, 0, 0, 0, 63, 0, 0, 0, 0, 0, 0, 128, 64, 0, 0, 128, 190]),
    StoredTensor(
      name: "half", type: "F16", shape: [3, 2], bytes: [0, 0x3C, 0, 0xC0, 0, 0x38, 0, 0, 0, 0x44, 0, 0xB4]),
    StoredTensor(
      name: "brain", type: "BF16", shape: [3, 2], bytes: [128, 63, 0, 192, 0, 63, 0, 0, 128, 64, 128, 190]),
    StoredTensor(name: "whole", type: "I16", shape: [3, 2], bytes: [UInt8](repeating: 1, count: 12)),
    StoredTensor(
      name: "broken", type: "BF16", shape: [3, 2], bytes: [0, 0, 0, 0, 0x80, 0x7F, 0, 0, 0, 0, 0xC0, 0xFF]),
    StoredTensor(
      name: "vast", type: "F64", shape: [3, 2], bytes: [1, -2, 1e300, 0, 0, 0].flatMap(\.littleEndianBytes)),
    // The last in the file.
    StoredTensor(
      name: "double", type: "F64", shape: [3, 2], bytes: [1, -2, 0.5, 0, 4, -0.25].flatMap(\.littleEndianBytes)),
  ]

  private func check(_ bytes: [UInt8], _ complaint: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(bytes, to: "model.safetensors")
    let error = #expect(throws: CheckpointError.self, sourceLocation: sourceLocation) {
      try SafetensorsFile(path: path)
    }
    #expect(error?.description == "\(path): \(complaint); download the file again", sourceLocation: sourceLocation)
  }
}

extension Double {
  fileprivate var littleEndianBytes: [UInt8] { littleEndian(bitPattern) }
}
