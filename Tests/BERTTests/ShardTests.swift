import Foundation
import JSON
import Tensors
import TestSupport
import Testing

@testable import BERT

struct ShardTests {
  private static let index = "model.safetensors.index.json"

  @Test(arguments: [1, 2, 5])
  func shardsEqualOneFile(count: Int) throws {
    let folder = try sharded(count)
    let checkpoint = try Checkpoint(folder: folder.path)
    let whole = try tinyModel().parameters.map(\.value.elements)
    #expect(checkpoint.classifier.parameters.map(\.value.elements) == whole)
    #expect(checkpoint.warnings.isEmpty && checkpoint.precisions == ["F32"])
    let sizes = try (0..<count).map {
      try Data(contentsOf: URL(fileURLWithPath: "\(folder.path)/\(Self.name($0))")).count
    }
    #expect(checkpoint.byteCount == sizes.reduce(0, +))
  }

  @Test(
    arguments: [
      "../model.safetensors", "/etc/passwd", "a/b", "..", "a..b", "", "nul\0", "a\\b", "secret", "vocab.txt",
    ])
  func rejectsAFileOutsideTheFolder(name: String) throws {
    let folder = try sharded(2)
    try edit(folder) { $0["classifier.bias"] = .string(name) }
    check(
      folder, Self.index,
      "\"weight_map\" puts \"classifier.bias\" into \(JSONValue.string(name).serialized()), which is not the name of a "
        + ".safetensors file in the folder")
  }

  @Test func reportsContradictionsOfAnIndex() throws {
    var folder = try sharded(2)
    try edit(folder) { $0["classifier.bias"] = 3 }
    check(
      folder, Self.index,
      "\"weight_map\" puts \"classifier.bias\" into 3, which is not the name of a .safetensors file in the folder")

    folder = try sharded(2)
    try edit(folder) { $0["classifier.bias"] = "model-9.safetensors" }
    check(folder, "model-9.safetensors", "cannot be read: No such file or directory")

    folder = try sharded(2)
    try edit(folder) { $0["ghost"] = .string(Self.name(1)) }
    check(folder, Self.index, "\"weight_map\" puts \"ghost\" into \(Self.name(1)), which has no such tensor")

    folder = try sharded(2)
    try edit(folder) { $0["classifier.bias"] = nil }
    try write(shard: 1, to: folder, of: 2) { $0.removeAll { $0.name == "classifier.bias" } }
    try write(shard: 0, to: folder, of: 2) { $0.removeAll { $0.name == "classifier.bias" } }
    check(
      folder, Self.index,
      "the tensor \"classifier.bias\" is missing; download the weights and config.json of one model again")

    folder = try sharded(2)
    let other = try Self.tensors()[1]
    try write(shard: 0, to: folder, of: 2) { $0.append(other) }
    check(
      folder, Self.name(1), "tensor \"\(other.name)\" is also in \(folder.path)/\(Self.name(0))")

    for text in ["{}", "[]", "{\"weight_map\":[]}"] {
      try folder.write(text.utf8, to: Self.index)
      check(folder, Self.index, "\"weight_map\" should map the name of each tensor to its file")
    }
    try folder.write("{".utf8, to: Self.index)
    check(folder, Self.index, "line 1, column 2: expected a key in double quotes, found the end of the text")
    try folder.writeSparse(count: 1 << 40, to: Self.index)
    check(folder, Self.index, "has 1099511627776 bytes; the limit for such a file is 16777216")
  }

  @Test func oneFileTakesPrecedenceOverShards() throws {
    let folder = try TemporaryFolder(copying: "bert")
    try folder.write("no JSON".utf8, to: Self.index)
    #expect(throws: Never.self) { try SequenceClassifier(folder: folder.path) }
  }

  @Test(
    arguments: [
      ("pytorch_model.bin", "BertForSequenceClassification", "AutoModelForSequenceClassification"),
      ("pytorch_model.bin.index.json", "BertForMaskedLM", "AutoModel"),
    ])
  func explainsHowToConvertPyTorchWeights(file: String, architecture: String, type: String) throws {
    let folder = try TemporaryFolder(copying: "bert")
    try FileManager.default.removeItem(atPath: folder.path + "/model.safetensors")
    #expect(
      throws: CheckpointError(
        "\(folder.path): holds neither model.safetensors nor model.safetensors.index.json; copy or download the weights"
      )
    ) { try SequenceClassifier(folder: folder.path) }
    try folder.write([], to: file)
    try folder.configure(["architectures": [.string(architecture)]])
    let error = #expect(throws: CheckpointError.self) { try SequenceClassifier(folder: folder.path) }
    #expect(
      error?.description == """
        \(folder.path): the weights are in pytorch_model.bin, a pickle, which can run code when it is loaded, and is not \
        supported. Convert it with weights_only=True, which loads tensors and runs no code: python3 -c 'import sys; \
        from transformers import \(type) as Model; \
        Model.from_pretrained(sys.argv[1], weights_only=True).save_pretrained(sys.argv[1])' \(folder.path)
        """)
  }

  @Test func noMutationOfAnIndexCrashes() throws {
    let folder = try sharded(2)
    let whole = Array(try Data(contentsOf: URL(fileURLWithPath: "\(folder.path)/\(Self.index)")))
    var generator = SeededGenerator(seed: 4)
    var loaded = 0
    for round in 0..<500 * moreRounds {
      var bytes = whole
      for _ in 0...round % 3 {
        let byte = Bool.random(using: &generator) ? UInt8.random(in: 0...255, using: &generator) : nil
        bytes[Int.random(in: bytes.indices, using: &generator)] =
          byte ?? Array("0123456789-.\"[]{},:/\\".utf8).randomElement(using: &generator) ?? 0
      }
      try folder.write(bytes, to: Self.index)
      do throws(CheckpointError) {
        _ = try SequenceClassifier(folder: folder.path)
        loaded += 1
      } catch {
        #expect(error.description.hasPrefix(folder.path))
      }
    }
    #expect(loaded < 500 * moreRounds)
  }

  private static func name(_ shard: Int) -> String { "model-\(shard + 1).safetensors" }

  private static func tensors() throws -> [StoredTensor] {
    try StoredTensor.read(Array(Data(contentsOf: fixtures.appending(path: "bert/model.safetensors"))))
  }

  /// The BERT fixture, split into some files.
  private func sharded(_ count: Int) throws -> TemporaryFolder {
    let folder = try TemporaryFolder(copying: "bert")
    try FileManager.default.removeItem(atPath: folder.path + "/model.safetensors")
    var map = JSONObject()
    for (position, tensor) in try Self.tensors().enumerated() {
      map[tensor.name] = .string(Self.name(position % count))
    }
    for shard in 0..<count { try write(shard: shard, to: folder, of: count) { _ in } }
    try folder.write(JSONValue.object(["weight_map": .object(map)]).serialized().utf8, to: Self.index)
    return folder
  }

  private func write(
    shard: Int, to folder: TemporaryFolder, of count: Int, _ edit: (inout [StoredTensor]) throws -> Void
  ) throws {
    var tensors = try Self.tensors().enumerated().filter { $0.offset % count == shard }.map(\.element)
    try edit(&tensors)
    try folder.write(StoredTensor.file(tensors), to: Self.name(shard))
  }

  private func edit(_ folder: TemporaryFolder, _ edit: (inout JSONObject) -> Void) throws {
    let path = "\(folder.path)/\(Self.index)"
    let json = try JSONValue(parsing: Data(contentsOf: URL(fileURLWithPath: path)))
    var map = try #require(json["weight_map"]?.objectValue)
    edit(&map)
    try folder.write(JSONValue.object(["weight_map": .object(map)]).serialized().utf8, to: Self.index)
  }
}
