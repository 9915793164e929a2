import Foundation
import JSON
import Tensors
import TestSupport
import Testing

@testable import BERT

/// Configurations that claim more than the files contain.
struct CheckpointSizeTests {
  /// With sizes beyond any memory, only a check before allocating gives the error.
  @Test(
    arguments: [
      (
        ["vocab_size": 16_777_216], "bert.embeddings.word_embeddings.weight",
        "[50, 24], but config.json requires [16777216, 24]"
      ),
      (
        ["vocab_size": 16_777_216, "hidden_size": 16_777_216],
        "bert.embeddings.word_embeddings.weight", "[50, 24], but config.json requires [16777216, 16777216]"
      ),
      (
        ["max_position_embeddings": 16_777_216],
        "bert.embeddings.position_embeddings.weight", "[32, 24], but config.json requires [16777216, 24]"
      ),
      (
        ["type_vocab_size": 16_777_216],
        "bert.embeddings.token_type_embeddings.weight", "[2, 24], but config.json requires [16777216, 24]"
      ),
      (
        ["intermediate_size": 16_777_216],
        "bert.encoder.layer.0.intermediate.dense.weight", "[40, 24], but config.json requires [16777216, 24]"
      ),
      (
        ["id2label": nil, "num_labels": 65_536], "classifier.weight", "[3, 24], but config.json requires [65536, 24]"
      ),
    ] as [([String: JSONValue?], String, String)])
  func checksSizesAgainstTheFileFirst(edits: [String: JSONValue?], tensor: String, complaint: String) throws {
    let folder = try TemporaryFolder(copying: "bert")
    try folder.configure(edits)
    check(folder, "model.safetensors", "tensor \"\(tensor)\" has shape \(complaint); both should come from one model")
  }

  /// A sparse file can have any size: all tensors exist, but the memory is too small.
  @Test func rejectsWeightsThatExceedTheMemory() throws {
    let folder = try TemporaryFolder(copying: "bert")
    try folder.configure(["vocab_size": 16_777_216, "hidden_size": 65_536, "num_hidden_layers": 1])
    try writeSparse(folder)
    let error = #expect(throws: CheckpointError.self) { try SequenceClassifier(folder: folder.path) }
    #expect(error?.description.contains("the weights take 4484.") == true, "\(String(describing: error))")
    #expect(error?.description.contains("use a smaller model or a larger machine") == true)
  }

  /// All tensors of a layer must exist, not only the first one, before any is allocated.
  @Test func checksThatAllTensorsExistBeforeAllocating() throws {
    for missing in ["attention.self.value", "attention.output.dense", "output.dense"] {
      let folder = try TemporaryFolder(copying: "bert")
      try folder.configure(["hidden_size": 65_536, "num_hidden_layers": 1])
      let tensor = "bert.encoder.layer.0.\(missing).weight"
      try writeSparse(folder, without: tensor)
      checkMissing(tensor, in: folder)
    }
  }

  /// Writes all tensors of the folder's configuration, except one, into a sparse file.
  private func writeSparse(_ folder: TemporaryFolder, without missing: String? = nil) throws {
    var (entries, end) = ([String](), 0)
    var model = SequenceClassifier(unfilled: try Configuration(folder: folder.path))
    model.forEachParameter { parameter, _ in
      for name in parameter.tensors where name != missing {
        let start = end
        end += parameter.shape.reduce(4, *)
        entries.append(#""\#(name)":{"dtype":"F32","shape":\#(parameter.shape),"data_offsets":[\#(start),\#(end)]}"#)
      }
    }
    let start = safetensors("{" + entries.joined(separator: ",") + "}")
    try folder.writeSparse(count: UInt64(start.count + end), to: "model.safetensors")
    let handle = try FileHandle(forUpdating: URL(fileURLWithPath: folder.path + "/model.safetensors"))
    try handle.write(contentsOf: start)
    try handle.close()
  }

  @Test func namesTheFirstMissingTensor() throws {
    let folder = try TemporaryFolder(copying: "bert")
    try folder.configure(["num_hidden_layers": 16_777_216])
    checkMissing("bert.encoder.layer.2.attention.self.query.weight", in: folder)
    for name in try StoredTensor.read(Array(Data(contentsOf: fixtures.appending(path: "bert/model.safetensors")))).map(
      \.name)
    where name != "classifier.weight" && name != "bert.embeddings.word_embeddings.weight" {
      let folder = try TemporaryFolder(copying: "bert")
      try folder.editTensors { $0.removeAll { $0.name == name } }
      checkMissing(name, in: folder)
    }
  }

  private func checkMissing(
    _ tensor: String, in folder: TemporaryFolder, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    check(
      folder, "model.safetensors",
      "the tensor \"\(tensor)\" is missing; download the weights and config.json of one model again",
      sourceLocation: sourceLocation)
  }
}
