import Foundation
import JSON
import Tensors
import TestSupport
import Testing

@testable import BERT

/// Model folders as people have them: wrapped models, other tasks, pointers, other formats.
struct ModelFolderTests {
  @Test(arguments: ["module.", "_orig_mod.", "model.", "module._orig_mod.", "_orig_mod.module."], [true, false])
  func readsTheTensorsOfAWrappedModel(prefix: String, isWhole: Bool) throws {
    for family in Family.allCases {
      let folder = try TemporaryFolder(copying: family.rawValue)
      try folder.editTensors { tensors in
        for index in tensors.indices where isWhole || tensors[index].name.hasPrefix(family.names.prefix) {
          tensors[index].name = prefix + tensors[index].name
        }
      }
      let checkpoint = try Checkpoint(folder: folder.path)
      #expect(try parameters(checkpoint.classifier) == parameters(tinyModel(family)))
      #expect(
        checkpoint.warnings == [
          "\(folder.path)/model.safetensors: the tensors have the prefix \"\(prefix)\" of a wrapped model, which is ignored"
        ])
    }
  }

  @Test func readsAWrappedEncoderWithoutItsOwnPrefix() throws {
    let folder = try TemporaryFolder(copying: "bert")
    try folder.editTensors { tensors in
      for index in tensors.indices where tensors[index].name.hasPrefix("bert.") {
        tensors[index].name = "model." + tensors[index].name.dropFirst("bert.".count)
      }
    }
    #expect(try parameters(SequenceClassifier(folder: folder.path)) == parameters(tinyModel()))
  }

  @Test func rejectsTensorsOfDifferentWrappers() throws {
    let folder = try TemporaryFolder(copying: "bert")
    try folder.editTensors { tensors in
      for index in tensors.indices where tensors[index].name.contains("word_embeddings") {
        tensors[index].name = "module." + tensors[index].name
      }
    }
    let error = #expect(throws: CheckpointError.self) { try SequenceClassifier(folder: folder.path) }
    #expect(
      error?.description.contains("\"module.bert.embeddings.word_embeddings.weight\" have different prefixes") == true)
  }

  @Test(arguments: [
    (
      "BertForMultipleChoice",
      "has a head that chooses among texts (…ForMultipleChoice), and none that labels whole texts"
    )
  ])
  func aHeadForAnotherTaskLabelsNoTexts(_ row: (architecture: String, expected: String)) throws {
    let folder = try TemporaryFolder(copying: "bert")
    try folder.configure(["architectures": [.string(row.architecture)]])
    let error = #expect(throws: CheckpointError.self) { try SequenceClassifier(folder: folder.path) }
    #expect(error?.description.contains(row.expected) == true, "\(error?.description ?? "")")
    #expect(error?.description.hasSuffix("fine-tune it first: sentiment train --model \(folder.path) …") == true)
    // A training keeps the encoder and gives it a head.
    let checkpoint = try Checkpoint(folder: folder.path, freshHead: 1)
    #expect(checkpoint.warnings.count == 1 && checkpoint.warnings[0].contains(row.expected))
    let old = try tinyModel()
    #expect(checkpoint.classifier.head.classifier.weight.elements != old.head.classifier.weight.elements)
  }

  @Test(arguments: [
    ("BertForMaskedLM", "predicts missing words (…ForMaskedLM)"),
    ("BertForQuestionAnswering", "finds answers in a text"),
    ("BertModel", "has no classification head (\"classifier.weight\")"),
  ])
  func aModelWithoutClassifierSaysWhatItIs(_ row: (architecture: String, expected: String)) throws {
    let folder = try TemporaryFolder(copying: "bert")
    try folder.configure(["architectures": [.string(row.architecture)]])
    // A head that a person saved with the encoder's old config.json is read.
    _ = try SequenceClassifier(folder: folder.path)
    try folder.editTensors { $0.removeAll { $0.name.hasPrefix("classifier.") } }
    let error = #expect(throws: CheckpointError.self) { try SequenceClassifier(folder: folder.path) }
    #expect(error?.description.contains(row.expected) == true, "\(error?.description ?? "")")
  }

  @Test(arguments: ["config.json", "model.safetensors", "model.safetensors.index.json"])
  func aPointerOfGitLFSIsNamed(name: String) throws {
    let folder = try TemporaryFolder(copying: "bert")
    let pointer =
      "version https://git-lfs.github.com/spec/v1\noid sha256:\(String(repeating: "0", count: 64))\nsize 711661\n"
    if name.hasSuffix("index.json") { try FileManager.default.removeItem(atPath: folder("model.safetensors")) }
    try folder.write(pointer.utf8, to: name)
    check(
      folder, name,
      "is a Git LFS pointer of \(pointer.utf8.count) bytes, not the file itself; download the file, in its folder: git lfs pull"
    )
  }

  @Test(arguments: [
    (["adapter_config.json", "adapter_model.safetensors"], "holds an adapter (PEFT), which changes another model"),
    (["checkpoint-20/model.safetensors", "checkpoint-100/config.json", "checkpoint-9/config.json"], "/checkpoint-100"),
    (["tf_model.h5"], "the weights are in tf_model.h5, which is not supported; convert it, with TensorFlow"),
    (["flax_model.msgpack"], "from_flax=True"), (["model-q4.gguf"], "the weights are in a .gguf file for llama.cpp"),
    (["onnx/model.onnx"], "the weights are in a .onnx file for onnxruntime"), (["model.onnx"], "a .onnx file"),
    (["pytorch_model.bin", "tf_model.h5"], "the weights are in pytorch_model.bin"),
    (["notes.txt"], "holds neither model.safetensors nor model.safetensors.index.json"),
  ])
  func weightsInOtherFilesAreExplained(_ row: (files: [String], expected: String)) throws {
    let folder = try TemporaryFolder(copying: "bert")
    try FileManager.default.removeItem(atPath: folder("model.safetensors"))
    for file in row.files { try folder.write("{}", to: file) }
    let error = #expect(throws: CheckpointError.self) { try SequenceClassifier(folder: folder.path) }
    #expect(error?.description.hasPrefix("\(folder.path): ") == true)
    #expect(error?.description.contains(row.expected) == true, "\(error?.description ?? "")")
  }
}
