import Foundation
import JSON
import Tensors
import TestSupport
import Testing

@testable import BERT

struct CheckpointTests {
  @Test(arguments: Family.allCases)
  func readsNamesWithAndWithoutPrefix(family: Family) throws {
    let folder = try TemporaryFolder(copying: family.rawValue)
    let prefix = family.names.prefix
    try folder.editTensors { tensors in
      for index in tensors.indices where tensors[index].name.hasPrefix(prefix) {
        tensors[index].name.removeFirst(prefix.count)
      }
    }
    #expect(try parameters(SequenceClassifier(folder: folder.path)) == parameters(tinyModel(family)))
    try folder.editTensors { $0[0].name = prefix + $0[0].name }
    let error = #expect(throws: CheckpointError.self) { try SequenceClassifier(folder: folder.path) }
    #expect(error?.description.hasSuffix("has not; all tensors should have it, or none") == true)
  }

  @Test func readsNormsByTheirOldNames() throws {
    let folder = try TemporaryFolder(copying: "bert")
    try folder.editTensors { tensors in
      for index in tensors.indices where tensors[index].name.contains("LayerNorm") {
        tensors[index].name = tensors[index].name.replacing(".weight", with: ".gamma").replacing(".bias", with: ".beta")
      }
    }
    #expect(try parameters(SequenceClassifier(folder: folder.path)) == parameters(tinyModel()))
    try folder.editTensors { tensors in
      for index in tensors.indices where tensors[index].name == "bert.embeddings.LayerNorm.beta" {
        tensors.append(tensors[index])
        tensors[tensors.count - 1].name = "bert.embeddings.LayerNorm.bias"
      }
    }
    check(
      folder, "model.safetensors",
      "tensors \"bert.embeddings.LayerNorm.beta\" and \"bert.embeddings.LayerNorm.bias\" are duplicates; "
        + "keep one of them")
  }

  @Test(arguments: ["F64", "F16", "BF16"])
  func readsWeightsOfEveryWidth(type: String) throws {
    let folder = try TemporaryFolder(copying: "bert")
    try folder.editTensors { tensors in
      for index in tensors.indices {
        let bytes = tensors[index].bytes
        tensors[index].type = type
        tensors[index].bytes = stride(from: 0, to: bytes.count, by: 4).flatMap { start -> [UInt8] in
          let float = Float(bitPattern: (0..<4).reduce(0) { $0 | UInt32(bytes[start + $1]) << (8 * $1) })
          switch type {
          case "BF16": return [bytes[start + 2], bytes[start + 3]]  // truncated, not rounded
          case "F64": return littleEndian(Double(float).bitPattern)
          default: return Matrix(rows: 1, columns: 1, [float]).encoded(part: 0, of: 1, as: .float16)
          }
        }
      }
    }
    // bfloat16 has 8 bits, truncated; half has 11, rounded, or steps of 2^−24 if it is subnormal.
    let (relative, least): (Float, Float) =
      switch type {
      case "BF16": (0x1p-7, 0)
      case "F64": (0, 0)
      default: (0x1p-11, 0x1p-25)
      }
    let checkpoint = try Checkpoint(folder: folder.path)
    #expect(checkpoint.precisions == [type] && checkpoint.warnings.isEmpty)
    for (stored, exact) in zip(try parameters(checkpoint.classifier), try parameters(tinyModel())) {
      for (stored, exact) in zip(stored.values, exact.values) {
        #expect(abs(stored - exact) <= max(abs(exact) * relative, least))
      }
    }
  }

  @Test func reportsTypeAndSizeOfTheFiles() throws {
    let checkpoint = try Checkpoint(folder: fixtures.appending(path: "bert").path)
    #expect(checkpoint.precisions == ["F32"] && checkpoint.byteCount == 51100)
  }

  @Test func warnsAboutUnusedTensorsExceptThoseOfPreTraining() throws {
    func extra(_ name: String) -> StoredTensor { StoredTensor(name: name, type: "I64", shape: [0], bytes: []) }
    let folder = try TemporaryFolder(copying: "roberta")
    try folder.editTensors { tensors in
      for name in [
        "roberta.pooler.dense.weight", "lm_head.bias", "roberta.embeddings.position_ids", "cls.x", "vocab_y",
      ] {
        tensors.append(extra(name))
      }
    }
    #expect(try Checkpoint(folder: folder.path).warnings.isEmpty)
    try folder.editTensors { $0 += [extra("qa_outputs.weight")] }
    let path = folder.path + "/model.safetensors"
    let complaint = "not part of a roberta classifier and not used"
    #expect(
      try Checkpoint(folder: folder.path).warnings == ["\(path): the tensor \"qa_outputs.weight\" is \(complaint)"])
    try folder.editTensors { $0 += [extra("adapter"), extra("roberta.encoder.layer.2.output.dense.bias")] }
    #expect(
      try Checkpoint(folder: folder.path).warnings == ["\(path): the tensor \"adapter\", and 2 more, are \(complaint)"])
  }

  /// Every folder that loads must also run.
  @Test(arguments: Family.allCases)
  func noMutationOfAFolderCrashes(family: Family) throws {
    let folder = try TemporaryFolder(copying: family.rawValue)
    let original = try ["config.json", "model.safetensors"].map {
      (name: $0, bytes: Array(try Data(contentsOf: URL(fileURLWithPath: folder.path + "/" + $0))))
    }
    var generator = SeededGenerator(seed: 2)
    var loaded = 0
    for round in 0..<150 * moreRounds {
      let (name, whole) = original[round % 2]
      var bytes = whole
      let digit = Array("0123456789".utf8).randomElement(using: &generator) ?? 0
      bytes[Int.random(in: bytes.indices, using: &generator)] =
        round % 3 == 0 ? digit : UInt8.random(in: 0...255, using: &generator)
      try folder.write(bytes, to: name)
      do throws(CheckpointError) {
        let model = try SequenceClassifier(folder: folder.path)
        loaded += 1
        let logits = (try? model.forwardExplaining(Batch([[2, 7, 3]]), .lastLayers(1), in: .test))?.logits
        #expect(logits?.columns == model.configuration.labels.count)
      } catch {
        #expect(error.description.hasPrefix(folder.path))
      }
      try folder.write(whole, to: name)
    }
    #expect(loaded > 15 * moreRounds)
  }
}
