import JSON
import TestSupport
import Testing

@testable import BERT

/// JSON files and headers that would need far more memory than their size give an error with the file's path.
struct LargeFileTests {
  private static let shapes = [
    "[" + String(repeating: "0,", count: 1_500_000) + "0]",
    "[" + String(repeating: "[[[]]],", count: 500_000) + "0]",
    "{" + (0..<600_000).map { "\"\($0)\":{}" }.joined(separator: ",") + "}",
    "[" + String(repeating: "{\"a\":\"\"},", count: 300_000) + "0]",
  ]

  @Test(arguments: 0..<4)
  func rejectsHeadersOfManyValues(shape: Int) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(safetensors("{\"a\":\(Self.shapes[shape])}"), to: "model.safetensors")
    check(path, ": header: line 1, column ") { _ = try SafetensorsFile(path: path) }
  }

  @Test(arguments: 0..<4)
  func rejectsConfigurationsAndIndexesOfManyValues(shape: Int) throws {
    let folder = try TemporaryFolder()
    for name in ["config.json", "model.safetensors.index.json"] {
      let path = try folder.write("{\"a\":\(Self.shapes[shape])}".utf8, to: name)
      check(path, ": line 1, column ") { _ = try readJSON(path: path) }
    }
  }

  @Test func readsAHeaderOfTenThousandTensors() throws {
    let folder = try TemporaryFolder()
    let tensors = (0..<10_000).map { number in
      "\"bert.encoder.layer.\(number).attention.self.query.weight\":{\"dtype\":\"F32\",\"shape\":[1,1],"
        + "\"data_offsets\":[\(4 * number),\(4 * number + 4)]}"
    }
    let header = "{" + tensors.joined(separator: ",") + "}"
    let path = try folder.write(safetensors(header) + [UInt8](repeating: 0, count: 40_000), to: "model.safetensors")
    #expect(try SafetensorsFile(path: path).tensors.count == 10_000)
  }

  private func check(
    _ path: String, _ place: String, sourceLocation: SourceLocation = #_sourceLocation, read: () throws -> Void
  ) {
    let error = #expect(throws: CheckpointError.self, sourceLocation: sourceLocation) { try read() }
    let sentence = error?.description ?? ""
    #expect(sentence.hasPrefix(path + place), "\(sentence)", sourceLocation: sourceLocation)
    #expect(sentence.contains(": the values up to here need more than "), "\(sentence)", sourceLocation: sourceLocation)
  }
}
