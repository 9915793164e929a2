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
    #expect(error?.description.hasSuffix("has not; either all should or none") == true)
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
      "the tensors \"bert.embeddings.LayerNorm.beta\" and \"bert.embeddings.LayerNorm.bias\" are one and the same; "
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
          case "BF16": return [bytes[start + 2], bytes[start + 3]]  // cut off, not rounded
          case "F64": return littleEndian(Double(float).bitPattern)
          default: return Matrix(rows: 1, columns: 1, [float]).encoded(part: 0, of: 1, as: .float16)
          }
        }
      }
    }
    // bfloat16 keeps 8 bits and was cut, half keeps 11 and was rounded, or 2^−24 where it is subnormal.
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

  @Test func tellsTypeAndSizeOfTheFiles() throws {
    let checkpoint = try Checkpoint(folder: fixtures.appending(path: "bert").path)
    #expect(checkpoint.precisions == ["F32"] && checkpoint.byteCount == 51100)
  }

  @Test func namesTensorsThatNobodyUsesExceptForThoseOfPreTraining() throws {
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
    let complaint = "of no use to a roberta classifier and not read"
    #expect(
      try Checkpoint(folder: folder.path).warnings == ["\(path): the tensor \"qa_outputs.weight\" is \(complaint)"])
    try folder.editTensors { $0 += [extra("adapter"), extra("roberta.encoder.layer.2.output.dense.bias")] }
    #expect(
      try Checkpoint(folder: folder.path).warnings == ["\(path): the tensor \"adapter\", and 2 more, are \(complaint)"])
  }

  @Test(
    arguments: [
      (.bert, "classifier.weight", ["classifier.", "bert.pooler."]),
      (.distilbert, "classifier.weight", ["classifier.", "pre_classifier."]),
      (.roberta, "classifier.out_proj.weight", ["classifier."]),
    ] as [(Family, String, [String])])
  func aBaseOfAnyFamilyGetsAHeadToTrain(family: Family, tensor: String, head: [String]) throws {
    let folder = try TemporaryFolder(copying: family.rawValue)
    try folder.editTensors { $0.removeAll { tensor in head.contains { tensor.name.hasPrefix($0) } } }
    check(
      folder, "model.safetensors",
      "has no classification head (\"\(tensor)\"); fine-tune it first: sentiment train --model \(folder.path) …")
    let model = try SequenceClassifier(
      folder: folder.path, labels: ["funny", "long"], problem: .multiLabel, freshHead: 1)
    let warning = "has no classification head for these labels (\"\(tensor)\"); fine-tune it first: sentiment train"
    #expect(try Checkpoint(folder: folder.path, freshHead: 1).warnings.contains { $0.contains(warning) })
    #expect(model.configuration.problem == .multiLabel && model.head.classifier.weight.rows == 2)
    #expect(model.head.dense.weight.sumOfSquares > 0 && model.head.dense.bias.sumOfSquares == 0)
    #expect(model.embeddings.word.elements == (try tinyModel(family)).embeddings.word.elements)
  }

  @Test func otherLabelsThanTheFilesDecideTheProblem() throws {
    let path = fixtures.appending(path: "distilbert").path
    #expect(try SequenceClassifier(folder: path, labels: ["x"], freshHead: 1).configuration.problem == .regression)
    #expect(
      try SequenceClassifier(folder: path, labels: ["x", "y"], freshHead: 1).configuration.problem == .singleLabel)
  }

  @Test func folderWithoutHeadSaysToTrainFirst() throws {
    let folder = try TemporaryFolder(copying: "bert")
    try folder.editTensors { $0.removeAll { $0.name.hasPrefix("classifier.") } }
    check(
      folder, "model.safetensors",
      "has no classification head (\"classifier.weight\"); fine-tune it first: sentiment train --model \(folder.path) …"
    )
  }

  @Test func freshHeadIsDrawnFromTheSeedAndTheRestIsKept() throws {
    let folder = try TemporaryFolder(copying: "bert")
    try folder.editTensors { $0.removeAll { $0.name.contains("classifier.") || $0.name.contains("pooler.") } }
    let labels = (0..<40).map { "label \($0)" }
    func model(_ seed: UInt64) throws -> SequenceClassifier {
      try SequenceClassifier(folder: folder.path, labels: labels, freshHead: seed)
    }
    let drawn = try model(1)
    #expect(try parameters(drawn) == parameters(model(1)))
    #expect(try drawn.head.classifier.weight.elements != model(2).head.classifier.weight.elements)
    #expect(drawn.configuration.labels == labels)
    for linear in [drawn.head.dense, drawn.head.classifier] {
      #expect(linear.bias.elements.allSatisfy { $0 == 0 })
      // The variance of n draws varies by √(2/n) of itself; five times that.
      let (count, range) = (Double(linear.weight.count), 0.3)
      let variance = linear.weight.sumOfSquares / count / (range * range)
      #expect(abs(variance - 1) <= 5 * (2 / count).squareRoot(), "\(variance)")
    }
    let isKept = { (name: String) in !name.contains("classifier") && !name.contains("pooler") }
    #expect(
      try parameters(drawn).filter { isKept($0.name) } == parameters(tinyModel()).filter { isKept($0.name) })
  }

  @Test func freshHeadLeavesAHeadOfTheSameSize() throws {
    let folder = try TemporaryFolder(copying: "bert")
    #expect(try parameters(SequenceClassifier(folder: folder.path, freshHead: 1)) == parameters(tinyModel()))
    let other = try SequenceClassifier(folder: folder.path, labels: ["no", "yes"], freshHead: 1)
    #expect(other.head.classifier.weight.rows == 2)
    #expect(try other.head.dense.weight.elements == tinyModel().head.dense.weight.elements)
  }

  @Test(arguments: Family.allCases)
  func savedModelIsTheSameInSinglePrecision(family: Family) throws {
    let (folder, model) = (try TemporaryFolder(), try tinyModel(family))
    try model.save(folder: folder.path)
    let again = try SequenceClassifier(folder: folder.path)
    #expect(try parameters(again) == parameters(model))
    #expect(again.configuration.labels == model.configuration.labels)
    // The names and shapes are those that transformers wrote.
    func entries(_ path: String) throws -> [String: [Int]] {
      try SafetensorsFile(path: path).tensors.mapValues(\.shape)
    }
    #expect(
      try entries(folder.path + "/model.safetensors")
        == entries(fixtures.appending(path: "\(family.rawValue)/model.safetensors").path))
  }

  @Test func savedModelIsNearInHalfPrecision() throws {
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
      folder, "model.safetensors", "tensor \"\(name)\" is of type I8, which only matrices can be; store it as F32")
    try model.save(folder: folder.path, as: .int8)
    let scale = "bert.encoder.layer.0.output.dense.weight_scale"
    try folder.editTensors { $0.removeAll { $0.name == scale } }
    let error = #expect(throws: CheckpointError.self) { try SequenceClassifier(folder: folder.path) }
    #expect(error?.description.contains(scale) == true)
  }

  @Test(
    arguments: [
      (.float16, 65520, "numbers up to 65520.0 and float16 ends at 65504; use float32"),
      (.float16, -1e9, "numbers up to 1e+09 and float16 ends at 65504; use float32"),
      (.float32, .infinity, "what is no finite number"), (.float16, .nan, "what is no finite number"),
    ] as [(Matrix.Encoding, Float, String)])
  func numbersThatAFileCannotHoldAreNamedAndNothingIsWritten(
    encoding: Matrix.Encoding, number: Float, complaint: String
  ) throws {
    let folder = try TemporaryFolder()
    var model = try tinyModel()
    model.layers[1].keyValue.weight[30, 2] = number
    let tensor = "bert.encoder.layer.1.attention.self.value.weight"
    let path = folder.path + "/model.safetensors"
    #expect(throws: CheckpointError("\(path): not written, since \"\(tensor)\" holds \(complaint)")) {
      try model.save(folder: folder.path, as: encoding)
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    model.layers[1].keyValue.weight[30, 2] = 65519
    try model.save(folder: folder.path, as: .float16)
    #expect(try SequenceClassifier(folder: folder.path).layers[1].keyValue.weight[30, 2] == 65504)
  }

  @Test func saysWhereItCannotSave() throws {
    let folder = try TemporaryFolder()
    let error = #expect(throws: CheckpointError.self) { try tinyModel().save(folder: folder.path + "/none") }
    #expect(error?.description.hasPrefix("\(folder.path)/none/model.safetensors: cannot be written: ") == true)
  }

  /// Sizes far beyond any memory: only a comparison with the file before anything is allocated gets to the message.
  @Test(
    arguments: [
      (
        ["vocab_size": 16_777_216], "bert.embeddings.word_embeddings.weight",
        "[50, 24], config.json asks for [16777216, 24]"
      ),
      (
        ["vocab_size": 16_777_216, "hidden_size": 16_777_216],
        "bert.embeddings.word_embeddings.weight", "[50, 24], config.json asks for [16777216, 16777216]"
      ),
      (
        ["max_position_embeddings": 16_777_216],
        "bert.embeddings.position_embeddings.weight", "[32, 24], config.json asks for [16777216, 24]"
      ),
      (
        ["type_vocab_size": 16_777_216],
        "bert.embeddings.token_type_embeddings.weight", "[2, 24], config.json asks for [16777216, 24]"
      ),
      (
        ["intermediate_size": 16_777_216],
        "bert.encoder.layer.0.intermediate.dense.weight", "[40, 24], config.json asks for [16777216, 24]"
      ),
      (
        ["id2label": nil, "num_labels": 65_536], "classifier.weight", "[3, 24], config.json asks for [65536, 24]"
      ),
    ] as [([String: JSONValue?], String, String)])
  func sizesAreComparedWithTheFileFirst(edits: [String: JSONValue?], tensor: String, complaint: String) throws {
    let folder = try TemporaryFolder(copying: "bert")
    try folder.configure(edits)
    check(folder, "model.safetensors", "tensor \"\(tensor)\" has shape \(complaint); both should come from one model")
  }

  /// A file with holes can claim to have any size: here every tensor is there, and only memory is not.
  @Test func weightsThatNoMemoryHoldsAreRefused() throws {
    let folder = try TemporaryFolder(copying: "bert")
    try folder.configure(["vocab_size": 16_777_216, "hidden_size": 65_536, "num_hidden_layers": 1])
    try writeSparse(folder)
    let error = #expect(throws: CheckpointError.self) { try SequenceClassifier(folder: folder.path) }
    #expect(error?.description.contains("the weights take 4484.") == true, "\(String(describing: error))")
    #expect(error?.description.contains("take a smaller model or a larger machine") == true)
  }

  /// Of a layer, one tensor of the size that is claimed is not enough: the others must be there before room is made.
  @Test func everyTensorIsLookedForBeforeRoomIsMade() throws {
    for missing in ["attention.self.value", "attention.output.dense", "output.dense"] {
      let folder = try TemporaryFolder(copying: "bert")
      try folder.configure(["hidden_size": 65_536, "num_hidden_layers": 1])
      let tensor = "bert.encoder.layer.0.\(missing).weight"
      try writeSparse(folder, without: tensor)
      checkMissing(tensor, in: folder)
    }
  }

  /// Writes all tensors, or all but one, that the folder's configuration asks for, as a hole in the file.
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

  @Test func namesTheFirstTensorThatIsMissing() throws {
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

  /// Whatever loads must also run.
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

  private struct Values: Equatable {
    var name: String
    var values: [Float]
  }

  private func parameters(_ model: SequenceClassifier) throws -> [Values] {
    var copy = model
    var result: [Values] = []
    copy.forEachParameter { result.append(Values(name: $0.tensors[0], values: $1.elements)) }
    return result
  }

  private func checkMissing(
    _ tensor: String, in folder: TemporaryFolder, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    check(
      folder, "model.safetensors",
      "the tensor \"\(tensor)\" is missing; fetch the weights again, with the config.json that belongs to them",
      sourceLocation: sourceLocation)
  }
}
