import Foundation
import JSON
import Tensors
import TestSupport
import Testing

@testable import BERT

/// The results of PyTorch for the folder `heads`: Tests/Reference/make_head_fixtures.py.
private struct HeadReference: Decodable {
  var texts: [[Int]]
  var logits: [[Float]]
  var heads: Heads

  struct Heads: Decodable {
    var aspects: [[[Float]]]
    var emotions: [[Float]]
    var stars: [[Float]]
    var topic: [[Float]]
  }

  static func load() throws -> HeadReference {
    try JSONValue(parsing: Data(contentsOf: fixtures.appending(path: "heads/expected.json"))).decoded()
  }

  /// All texts, of which the heads read every token.
  var batch: Batch { Batch(texts, reading: texts.map { Array($0.indices.dropFirst()) }) }
}

struct TaskHeadTests {
  private func model() throws -> SequenceClassifier {
    try SequenceClassifier(folder: fixtures.appending(path: "heads").path)
  }

  private func index(_ name: String, in model: SequenceClassifier) throws -> Int {
    try #require(model.taskHeads.firstIndex { $0.name == name })
  }

  @Test func headsOfAFolderAreReadByName() throws {
    let heads = try model().taskHeads
    #expect(heads.map(\.name) == ["aspects", "emotions", "stars", "topic"])
    #expect(heads.map(\.kind) == [.spans, .independent, .number, .exclusive])
    #expect(heads[1].labels == ["anger", "joy", "fear"] && heads[1].thresholds == [0.5, 0.3, 0.8])
    #expect(SpanTags(heads[0].labels).types == ["negative", "neutral", "positive"])
  }

  @Test(arguments: Kernels.supported)
  func outputsOfOnePassAreThoseOfPyTorch(kernels: Kernels) throws {
    let (model, expected) = (try model(), try HeadReference.load())
    var context = PassContext.test
    context.kernels = kernels
    let hidden = try model.encode(expected.batch, in: context)
    func check(_ actual: Matrix, _ expected: [[Float]]) {
      #expect(actual.rows == expected.count)
      for (actual, expected) in zip(actual.elements, expected.joined()) {
        #expect(abs(actual - expected) <= 1e-4 * (1 + abs(expected)))
      }
    }
    check(model.logits(hidden, expected.batch, in: context), expected.logits)
    func output(_ name: String) throws -> Matrix {
      model.logits(ofHead: try index(name, in: model), hidden, expected.batch, in: context)
    }
    check(try output("aspects"), Array(expected.heads.aspects.joined()))
    check(try output("emotions"), expected.heads.emotions)
    check(try output("stars"), expected.heads.stars)
    check(try output("topic"), expected.heads.topic)
  }

  @Test(arguments: Kernels.supported, PackedFactor.Precision.allCases)
  func headsThatReadWordsLeaveLabelsBitForBit(kernels: Kernels, precision: PackedFactor.Precision) throws {
    var (model, expected) = (try model(), try HeadReference.load())
    var context = PassContext.test
    context.kernels = kernels
    if kernels.areFast(in: precision) { model.pack(as: precision, in: context) }
    let alone = try model.forward(Batch(expected.texts), in: context)
    #expect(try model.forward(expected.batch, in: context).elements == alone.elements)
  }

  @Test func explanationsOfHeadsAreThoseOfPyTorch() throws {
    struct Case: Decodable {
      struct Split: Decodable {
        var contrast: Float
        var word: [Float]
        var whole: [Float]
        var biases: Float
      }
      struct Attention: Decodable {
        var scores: [Float]
        var product: Float
      }
      var text: Int
      var head: String
      var output: Output
      var tokens: [Int]
      var contrast: Float
      var word: [Float]
      var whole: [Float]
      var biases: Float
      var mean: Split
      var attention: [Attention]

      struct Output: Decodable {
        var label: Int?
        var polarity: String?
      }
    }
    let (model, texts) = (try model(), try HeadReference.load().texts)
    let cases = try JSONValue(parsing: Data(contentsOf: fixtures.appending(path: "head_explanations.json")))
      .decoded(as: [Case].self)
    let reference = model.explanationReference(start: texts[0][0], end: texts[0][texts[0].count - 1], in: .test)
    for example in cases {
      let head = try index(example.head, in: model)
      let output: ExplainedOutput
      if let label = example.output.label {
        let rival = example.head == "topic" ? 1 - label : nil
        output = .label(Contrast(label: label, rival: rival), ofHead: head)
      } else {
        let types = SpanTags(model.taskHeads[head].labels).types
        output = .type(try #require(types.firstIndex(of: example.output.polarity ?? "")), ofHead: head)
      }
      let batch = Batch([texts[example.text]], reading: example.output.label == nil ? [example.tokens] : nil)
      func check(_ propagation: Propagation, _ reference: ExplanationReference?, _ expected: [Float]) throws
        -> Attribution
      {
        let found = try model.forwardExplaining(batch, propagation, of: output, reference: reference, in: .test)
          .attributions[0]
        let scale = expected.reduce(1) { max($0, abs($1)) }
        #expect(
          zip(found.scores, expected).allSatisfy { abs($0 - $1) <= 1e-4 * scale }, "\(example.head) \(example.text)")
        return found
      }
      for (part, expected) in [(Propagation.EmbeddingPart.word, example.word), (.whole, example.whole)] {
        let found = try check(.allLayers(part), nil, expected)
        #expect(abs(found.contrast - example.contrast) <= 1e-4 * (1 + abs(example.contrast)))
      }
      _ = try check(.allLayers(.word), reference, example.mean.word)
      let whole = try check(.allLayers(.whole), reference, example.mean.whole)
      #expect(abs(whole.rest - example.mean.biases) <= 1e-3 * (1 + abs(example.mean.biases)))
      for (layers, expected) in zip(1..., example.attention) {
        let sum = try check(.lastLayers(layers), nil, expected.scores).scores.reduce(0, +)
        #expect(abs(sum - expected.product) <= 1e-4 * (1 + abs(expected.product)))
      }
    }
  }

  @Test(arguments: ["aspects", "emotions"])
  func backwardMatchesFiniteDifferences(name: String) throws {
    let model = try model()
    let (task, batch) = (try index(name, in: model), try HeadReference.load().batch)
    func outputs(_ model: SequenceClassifier) -> (logits: Matrix, saved: SequenceClassifier.Saved) {
      model.forwardSaving(batch, task: task, in: .test)
    }
    let (logits, saved) = outputs(model)
    // The gradient of Σ logit · factor.
    let factors = Matrix(rows: logits.rows, columns: logits.columns, (0..<logits.count).map { Float($0 % 7) / 7 - 0.5 })
    var gradient = SequenceClassifier(zeros: model.configuration, taskHeads: model.taskHeads)
    model.backward(factors, saved, into: &gradient, in: .test)
    func sum(_ model: SequenceClassifier) -> Double {
      zip(outputs(model).logits.elements, factors.elements).reduce(0) { $0 + Double($1.0) * Double($1.1) }
    }
    let step: Float = 1e-2
    let gradients = gradient.parameters.map(\.value)
    for index in gradients.indices where gradients[index].count > 0 {
      let element = gradients[index].count / 2
      let (row, column) = element.quotientAndRemainder(dividingBy: gradients[index].columns)
      func moved(_ by: Float) -> SequenceClassifier {
        var (copy, position) = (model, 0)
        copy.forEachParameter { _, value in
          if position == index { value[row, column] += by }
          position += 1
        }
        return copy
      }
      let difference = (sum(moved(step)) - sum(moved(-step))) / Double(2 * step)
      #expect(abs(difference - Double(gradients[index][row, column])) <= 2e-2 * (1 + abs(difference)))
    }
  }

  @Test(arguments: [Matrix.Encoding.float32, .float16, .int8])
  func savedHeadsAreFloat32InEveryPrecision(encoding: Matrix.Encoding) throws {
    var (model, folder) = (try model(), try TemporaryFolder())
    let aspects = try index("aspects", in: model)
    model.taskHeads[aspects].mixedAbove = 0.4
    try model.save(folder: folder.path, as: encoding)
    let loaded = try SequenceClassifier(folder: folder.path)
    #expect(loaded.taskHeads.map(\.name) == model.taskHeads.map(\.name))
    for (one, other) in zip(loaded.taskHeads, model.taskHeads) {
      #expect(one.classifier.weight.elements == other.classifier.weight.elements)
      #expect(one.labels == other.labels && one.kind == other.kind && one.thresholds == other.thresholds)
      #expect(one.mixedAbove == other.mixedAbove)
    }
  }

  @Test func aTokenClassifierIsASpansHeadOfItsOwnEncoder() throws {
    let folder = try TemporaryFolder(copying: "bert")
    let tags: JSONValue = ["0": "O", "1": "B-positive", "2": "I-positive"]
    try folder.configure(["architectures": ["BertForTokenClassification"], "id2label": tags, "problem_type": nil])
    let model = try SequenceClassifier(folder: folder.path)
    #expect(model.configuration.labels.isEmpty && model.taskHeads.map(\.name) == ["spans"])
    let (batch, tiny) = (Batch([[2, 7, 9, 3]], reading: [[1, 2, 3]]), try tinyModel())
    let hidden = try model.encode(batch, in: .test)
    #expect(model.logits(hidden, batch, in: .test).columns == 0)
    #expect(
      model.logits(ofHead: 0, hidden, batch, in: .test).elements
        == tiny.head.classifier.forward(hidden, in: .test).elements)
    // It is written as it was read.
    let copy = try TemporaryFolder()
    try model.save(folder: copy.path)
    let again = try SequenceClassifier(folder: copy.path)
    #expect(again.configuration.source["architectures"]?[0]?.stringValue == "BertForTokenClassification")
    #expect(again.taskHeads[0].labels == ["O", "B-positive", "I-positive"])
    #expect(!FileManager.default.fileExists(atPath: copy.path + "/heads"))
    // A training that adds labels keeps the head, in its own folder.
    let labelled = try SequenceClassifier(folder: folder.path, labels: ["bad", "good"], freshHead: 1)
    #expect(labelled.configuration.labels == ["bad", "good"] && labelled.taskHeads.map(\.name) == ["spans"])
    try labelled.save(folder: copy.path)
    #expect(FileManager.default.fileExists(atPath: copy.path + "/heads/spans/model.safetensors"))
    #expect(
      try SequenceClassifier(folder: copy.path).taskHeads[0].classifier.weight.elements
        == tiny.head.classifier.weight.elements)
  }

  @Test(arguments: [
    (#"{"labels": ["a", "b"]}"#, #""kind" should be one of "exclusive", "independent", "number", "spans", is null"#),
    (
      #"{"kind": "topic", "labels": ["a"]}"#,
      #""kind" should be one of "exclusive", "independent", "number", "spans", is "topic""#
    ),
    (#"{"kind": "exclusive"}"#, #""labels" should list the names of the outputs, is null"#),
    (#"{"kind": "exclusive", "labels": ["a"]}"#, #""labels" should list different names, at least two, is ["a"]"#),
    (
      #"{"kind": "independent", "labels": ["a", "a"]}"#,
      #""labels" should list different names, at least one, is ["a","a"]"#
    ),
    (
      #"{"kind": "independent", "labels": ["a", 1]}"#,
      #""labels" should list different names, at least one, is ["a",1]"#
    ),
    (
      #"{"kind": "spans", "labels": ["B-x"]}"#,
      #""labels" should list tags such as "O", "B-positive" and "I-positive"; "O" is outside of spans, is ["B-x"]"#
    ),
    (
      #"{"kind": "independent", "labels": ["a"], "thresholds": [1]}"#,
      #""thresholds" should list a number between 0 and 1 for each label, is [1]"#
    ),
    (
      #"{"kind": "number", "labels": ["a"], "temperature": 0}"#,
      #""temperature" should be a number from 0.001 to 1000, is 0"#
    ),
    (
      #"{"kind": "spans", "labels": ["O", "B-x"], "mixed_above": 1.5}"#,
      #""mixed_above" should be a number from 0 to 1, is 1.5"#
    ),
  ])
  func errorsOfAHeadNameItsFileAndKey(_ row: (config: String, complaint: String)) throws {
    let folder = try TemporaryFolder(copying: "bert")
    try FileManager.default.createDirectory(atPath: folder.path + "/heads/x", withIntermediateDirectories: true)
    try folder.write(row.config.utf8, to: "heads/x/config.json")
    check(folder, "heads/x/config.json", row.complaint)
  }

  @Test func aHeadOfAnotherEncoderIsAnError() throws {
    let folder = try TemporaryFolder(copying: "bert")
    try FileManager.default.createDirectory(atPath: folder.path + "/heads/x", withIntermediateDirectories: true)
    try folder.write(#"{"kind": "number", "labels": ["a"]}"#.utf8, to: "heads/x/config.json")
    let tensors = [
      StoredTensor(name: "classifier.weight", type: "F32", shape: [1, 2], bytes: .init(repeating: 0, count: 8)),
      StoredTensor(name: "classifier.bias", type: "F32", shape: [1], bytes: .init(repeating: 0, count: 4)),
    ]
    try folder.write(StoredTensor.file(tensors), to: "heads/x/model.safetensors")
    check(
      folder, "heads/x/model.safetensors",
      "tensor \"classifier.weight\" has shape [1, 2], but config.json requires [1, 24]; both should come from one model"
    )
  }

  @Test(arguments: ["", "../x", "a b", "a/b", ".x", "1a", String(repeating: "a", count: 65)])
  func aNameThatIsNoFolderNamesNoHead(name: String) { #expect(!TaskHead.isName(name)) }
}
