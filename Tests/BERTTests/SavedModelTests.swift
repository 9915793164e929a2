import Foundation
import JSON
import Tensors
import TestSupport
import Testing

@testable import BERT

struct SavedModelTests {
  @Test(arguments: Family.allCases)
  func savedModelIsEqualInFloat32(family: Family) throws {
    let (folder, model) = (try TemporaryFolder(), try tinyModel(family))
    try model.save(folder: folder.path)
    let again = try SequenceClassifier(folder: folder.path)
    #expect(try parameters(again) == parameters(model))
    #expect(again.configuration.labels == model.configuration.labels)
    // Names and shapes are the ones of transformers.
    func entries(_ path: String) throws -> [String: [Int]] {
      try SafetensorsFile(path: path).tensors.mapValues(\.shape)
    }
    #expect(
      try entries(folder.path + "/model.safetensors")
        == entries(fixtures.appending(path: "\(family.rawValue)/model.safetensors").path))
  }

  @Test func savedModelIsNearInFloat16() throws {
    let (folder, model) = (try TemporaryFolder(), try tinyModel())
    try model.save(folder: folder.path, as: .float16)
    for (half, exact) in zip(try parameters(SequenceClassifier(folder: folder.path)), try parameters(model)) {
      for (half, exact) in zip(half.values, exact.values) {
        #expect(abs(half - exact) <= max(abs(exact) * 0x1p-11, 0x1p-25), "\(exact)")
      }
    }
  }

  @Test func savedModelIsNearInInt8() throws {
    let (folder, model) = (try TemporaryFolder(), try tinyModel())
    try model.save(folder: folder.path, as: .int8)
    let checkpoint = try Checkpoint(folder: folder.path)
    #expect(checkpoint.warnings.isEmpty && checkpoint.precisions == ["F32", "I8"])
    for ((parameter, kept), (_, exact)) in zip(checkpoint.classifier.parameters, model.parameters) {
      let isRounded = !parameter.isVector && parameter.part != .head
      for row in 0..<kept.rows {
        let most = (0..<exact.columns).reduce(0) { max($0, abs(exact[row, $1])) }
        for column in 0..<kept.columns {
          #expect(abs(kept[row, column] - exact[row, column]) <= (isRounded ? most / 253 : 0))
        }
      }
    }
    let name = "bert.pooler.dense.bias"
    try folder.editTensors { tensors in
      for index in tensors.indices where tensors[index].name == name {
        tensors[index].type = "I8"
        tensors[index].bytes.removeLast(tensors[index].bytes.count * 3 / 4)
      }
    }
    check(
      folder, "model.safetensors",
      "tensor \"\(name)\" has type I8, which is supported for matrices only; store it as F32")
    try model.save(folder: folder.path, as: .int8)
    let scale = "bert.encoder.layer.0.output.dense.weight_scale"
    try folder.editTensors { $0.removeAll { $0.name == scale } }
    let error = #expect(throws: CheckpointError.self) { try SequenceClassifier(folder: folder.path) }
    #expect(error?.description.contains(scale) == true)
  }

  @Test(
    arguments: [
      (.float16, 65520, "numbers up to 65520.0, more than 65504, the maximum of float16; use float32"),
      (.float16, -1e9, "numbers up to 1e+09, more than 65504, the maximum of float16; use float32"),
      (.float32, .infinity, "a number that is not finite"), (.float16, .nan, "a number that is not finite"),
    ] as [(Matrix.Encoding, Float, String)])
  func rejectsNumbersOutsideTheEncodingAndWritesNothing(
    encoding: Matrix.Encoding, number: Float, complaint: String
  ) throws {
    let folder = try TemporaryFolder()
    var model = try tinyModel()
    model.layers[1].keyValue.weight[30, 2] = number
    let tensor = "bert.encoder.layer.1.attention.self.value.weight"
    let path = folder.path + "/model.safetensors"
    #expect(throws: CheckpointError("\(path): not written, since \"\(tensor)\" contains \(complaint)")) {
      try model.save(folder: folder.path, as: encoding)
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    model.layers[1].keyValue.weight[30, 2] = 65519
    try model.save(folder: folder.path, as: .float16)
    #expect(try SequenceClassifier(folder: folder.path).layers[1].keyValue.weight[30, 2] == 65504)
  }

  @Test func reportsAFolderThatCannotBeWritten() throws {
    let folder = try TemporaryFolder()
    let error = #expect(throws: CheckpointError.self) { try tinyModel().save(folder: folder.path + "/none") }
    #expect(error?.description.hasPrefix("\(folder.path)/none/model.safetensors: cannot be written: ") == true)
  }
}
