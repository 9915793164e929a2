import BERT
import Foundation
import JSON
import SentimentAnalysis
import Tensors
import TestSupport
import Testing

@testable import Training

/// Students from the layers of a model.
struct LayerTests {
  private let sample: TeacherSample

  init() throws { sample = try TeacherSample() }

  private func task(
    _ layers: [Int], output: String = "out", model: String = TinyModel.bert, frozen: Int? = nil, resumes: Bool = false,
    freezesEncoder: Bool = false
  ) throws -> FineTuning {
    try sample.task(
      output, teachers: [], model: model, unlabelled: [], resumes: resumes, overrides: { $0.layers = layers },
      trainer: { ($0.frozenLayers, $0.freezesEncoder) = (frozen, freezesEncoder) })
  }

  @Test(arguments: [(TinyModel.bert, "num_hidden_layers"), (TinyModel.distilBERT, "n_layers")])
  func keepsLayersInTheirNewOrderUnderTheKeyOfTheFamily(model: String, key: String) throws {
    let whole = try SequenceClassifier(folder: model)
    for layers in [[1, 0], [1], [0]] {
      var part = whole
      part.keepLayers(layers)
      #expect(part.configuration.layerCount == layers.count && part.layers.count == layers.count)
      #expect(part.configuration.source[key]?.intValue == layers.count)
      #expect(
        part.layers.map(\.query.weight.elements) == layers.map { whole.layers[$0].query.weight.elements })
      let folder = try TemporaryFolder()
      try part.save(folder: folder.path)
      let again = try SequenceClassifier(folder: folder.path)
      #expect(again.parameters.map(\.value.elements) == part.parameters.map(\.value.elements))
    }
  }

  @Test func trainsAModelOfSomeLayers() throws {
    let base = sample.folder("base")
    try FileManager.default.copyItem(atPath: TinyModel.bert, toPath: base)
    try ModelSettings.update(inFolder: base) { $0.explanation = ExplanationForm(quickLayers: 2, fullEmbedding: .whole) }
    try task([1], model: base).run { _ in }
    let model = try SentimentModel(named: sample.folder("out"))
    #expect(model.explanationForm == ExplanationForm(quickLayers: 1, fullEmbedding: .whole))
    let config = try JSONValue(parsing: readWhole(path: sample.folder("out/config.json")))
    #expect(config["num_hidden_layers"] == 1 && config["sentiment"]?["explanation"]?["quick_layers"] == 1)
    #expect(try text(sample.folder("out/README.md")).contains("| layers | 1 |\n"))
  }

  @Test func frozenLayersCountInTheNewStack() throws {
    try task([1], frozen: 1).run { _ in }
    let (base, model) = (
      try SequenceClassifier(folder: TinyModel.bert), try SequenceClassifier(folder: sample.folder("out"))
    )
    #expect(model.layers.map(\.output.weight.elements) == [base.layers[1].output.weight.elements])
    #expect(model.head.dense.weight.elements != base.head.dense.weight.elements)
    expect("--freeze-layers 2: the model has 1 layers") { _ = try task([1], output: "other", frozen: 2) }
  }

  @Test func aFrozenEncoderHasTheSameLayers() throws {
    try task([1], freezesEncoder: true).run { _ in }
    let model = try SequenceClassifier(folder: sample.folder("out"))
    let base = try SequenceClassifier(folder: TinyModel.bert)
    #expect(model.layers.map(\.query.weight.elements) == [base.layers[1].query.weight.elements])
  }

  @Test func resumesOnlyWithTheSameLayers() throws {
    _ = try task([1, 0]).run(isStopped: { true }) { _ in }
    expect("layers was 1,0 and is now 0,1") { try task([0, 1], resumes: true).run { _ in } }
    expect("layers was 1,0 and is now missing") {
      try sample.task(teachers: [], unlabelled: [], resumes: true).run { _ in }
    }
    try task([1, 0], resumes: true).run { _ in }
    try task([1, 0], output: "whole").run { _ in }
    #expect(try sample.weights("out") == sample.weights("whole"))
  }

  @Test(arguments: [
    ([2], "--layers 2: the model has 2 layers, from 0 to 1"), ([], "--layers : the model has 2 layers"),
    ([-1], "--layers -1: the model has 2 layers"), ([0, 0], "--layers 0,0: names a layer twice; name each once"),
  ])
  func rejectsLayersThatDoNotExist(layers: [Int], sentence: String) throws {
    expect(sentence) { _ = try task(layers) }
  }
}
