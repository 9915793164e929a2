import BERT
import Foundation
import JSON
import Reviews
import SentimentAnalysis
import TestSupport
import Testing

@testable import Training

struct FineTuningTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func trainsAFolderFromFilesThatLoadsAgain() throws {
    let data = folder.appending(path: "data.csv")
    let rows = (0..<24).flatMap { _ in ["the film was good,1", "the film was awful,0", "a fine food,1", "bad food,0"] }
    try ("text,label\n" + rows.joined(separator: "\n")).write(to: data, atomically: true, encoding: .utf8)
    var options = Trainer.Options()
    (options.epochs, options.batchSize, options.learningRate) = (6, 8, 5e-3)
    let output = folder.appending(path: "out").path
    let task = try FineTuning(
      model: TinyModel.bert, data: settings(data.path, validation: data.path),
      settings: .length(16), output: output, trainer: options)
    var accuracies: [Double] = []
    try task.run { event in
      if case .evaluated(let measurement) = event {
        accuracies += [measurement.validation?.accuracy ?? 0]
      }
    }
    #expect(accuracies.count == 6 && accuracies.max() == 1)
    let model = try SentimentModel(named: output)
    #expect(model.labels == ["negative", "positive"])
    #expect(model.classify(["the film was good", "bad food"]).map(\.label) == ["positive", "negative"])
    let config = try JSONValue(parsing: Data(contentsOf: URL(filePath: output + "/config.json")))
    #expect(config["sentiment"]?["max_length"] == 16)
    #expect(config["architectures"] == ["BertForSequenceClassification"])
  }

  @Test func newLabelsGetANewHead() throws {
    let data = folder.appending(path: "data.csv")
    try "text,label\ngood,joy\nbad,anger\nfine,calm\nfilm,joy\nawful,anger\nfood,calm\n".write(
      to: data, atomically: true, encoding: .utf8)
    var options = Trainer.Options()
    options.epochs = 1
    let output = folder.appending(path: "out").path
    try FineTuning(
      model: TinyModel.bert, data: settings(data.path), settings: .length(16), output: output,
      trainer: options
    ).run { _ in }
    #expect(try SentimentModel(named: output).labels == ["anger", "calm", "joy"])
  }

  @Test func learnsARegression() throws {
    let rows = (0..<24).flatMap { _ in
      ["the film was good,4.5", "the film was awful,1", "a fine food,4", "bad food,1.5"]
    }
    let (output, metrics) = try trained(rows, .regression, labels: ["stars"])
    #expect(try #require(metrics.last?.loss) < 0.2)
    let model = try SentimentModel(named: output, polarities: ["<2.5": .negative])
    let results = model.classify(["the film was good", "bad food"])
    #expect(results.map(\.label) == ["stars", "stars"] && results.map(\.polarity) == [.unknown, .negative])
  }

  @Test func learnsIndependentLabels() throws {
    let rows = (0..<24).flatMap { _ in
      ["the film was good,film|praise", "the film was awful,film", "a fine food,praise", "bad food,"]
    }
    let (output, metrics) = try trained(rows, .multiLabel, labels: nil)
    #expect(metrics.last?.f1 == 1)
    let model = try SentimentModel(named: output)
    #expect(model.labels == ["film", "praise"])
    let results = model.classify(["the film was good", "the film was awful", "bad food"])
    #expect(results.map(\.applicableLabels) == [["film", "praise"], ["film"], []])
  }

  @Test func writesACardThatDescribesTheTraining() throws {
    let rows = ["the film was good,1", "the film was awful,0", "good food,1", "bad food,0"]
    let (output, _) = try trained(rows, .singleLabel, labels: nil)
    let card = try String(contentsOfFile: output + "/README.md", encoding: .utf8)
    for expected in [
      "---\nlibrary_name: transformers\n", "base_model: \"tiny\"\n", "    dataset: {type: text, name: \"data.csv\"}\n",
      "    - {type: accuracy, value: ", "| 0 | negative | negative |\n| 1 | positive | positive |\n",
      "| data.csv | 4 |\n",
      "| learning-rate | 0.005 |\n", "| num-train-epochs | 12 |\n", "## Intended use\n", "## Limits\n",
    ] { #expect(card.contains(expected), "\(expected) in \(card)") }
    let again = output + "-again"
    let location = try ModelLocation(of: output)
    try makeFolder(again)
    try ModelCard.copy(
      from: location, to: again, named: "again", Configuration(folder: output), history: "Done again.")
    #expect(
      try String(contentsOfFile: again + "/README.md", encoding: .utf8) == card + "\n## Since then\n\nDone again.\n")
  }

  @Test func keepsTheCalibrationOfTheBaseOnlyForTheSameLabels() throws {
    let rows = ["the film was good,1", "the film was bad,0", "good food,1", "bad food,0"]
    let (base, _) = try trained(rows, .singleLabel, labels: nil)
    let calibration = Calibration(temperature: 1.5, uncertainBelow: 0.7)
    let form = ExplanationForm(quickLayers: 1, fullEmbedding: .whole)
    try ModelSettings.update(inFolder: base) { ($0.calibration, $0.explanation) = (calibration, form) }
    let copy = base + "-copy"
    var options = Trainer.Options()
    options.epochs = 1
    for labels in [nil, ["bad", "good"]] {
      try FineTuning(
        model: base, data: settings(base + "/../data.csv", labels: labels), settings: .length(16), output: copy,
        trainer: options
      ).run { _ in }
      let model = try SentimentModel(named: copy)
      #expect(model.calibration == (labels == nil ? calibration : .none))
      #expect(model.explanationForm == (labels == nil ? form : .usual))
      try FileManager.default.removeItem(atPath: copy)
    }
  }

  @Test func calibratesTheFinishedModelOnTheValidationTexts() throws {
    func file(_ name: String, _ rows: [String]) throws -> String {
      let path = folder.appending(path: name).path
      try ("text,label\n" + rows.joined(separator: "\n")).write(toFile: path, atomically: true, encoding: .utf8)
      return path
    }
    let rows = ["the film was good,1", "the film was awful,0", "a fine food,1", "bad food,0"]
    let train = try file("train.csv", (0..<12).flatMap { _ in rows })
    // One label in four is wrong, which makes a confident model overconfident.
    let held = try file(
      "held.csv",
      (0..<7).flatMap { _ in
        rows + rows + rows + rows.map { $0.hasSuffix("1") ? $0.dropLast() + "0" : $0.dropLast() + "1" }
      })
    var options = Trainer.Options()
    (options.epochs, options.batchSize, options.learningRate) = (8, 8, 5e-3)
    var last = FineTuning.Options()
    last.loadsBestModel = false
    let output = folder.appending(path: "out").path
    // The new model keeps the threshold of the base, but not its temperature.
    let base = folder.appending(path: "base")
    try FileManager.default.copyItem(atPath: TinyModel.bert, toPath: base.path)
    try ModelSettings.update(inFolder: base.path) {
      $0.calibration = Calibration(temperature: 9, uncertainBelow: 0.7)
    }
    var data = settings(train, validation: held)
    data.test = try file("test.csv", rows)
    var measured: (before: Evaluation, after: Evaluation)?
    let outcome = try FineTuning(
      model: base.path, data: data, settings: .length(16), output: output,
      trainer: options, options: last
    ).run { if case .calibrated(let before, let after) = $0 { measured = (before, after) } }
    let (before, after) = try #require(measured)
    #expect(before.accuracy == 0.75 && after.accuracy == 0.75 && after.loss < before.loss)
    let model = try SentimentModel(named: output)
    #expect(model.calibration == after.calibration && model.calibration.uncertainBelow == 0.7)
    #expect(model.calibration.temperature > 1 && model.calibration.temperature < 9)
    let again = ErrorAnalysis(of: model, on: try LabelledData(path: held).examples)
    #expect(abs(again.evaluation.loss - after.loss) < 1e-6)
    guard case .finished(_, _, let test?, _) = outcome else { throw TrainingError("no test evaluation: \(outcome)") }
    #expect(test.calibration == model.calibration)
  }

  @Test func evaluatesTheProbeEveryTimeAndTheTestTextsOnce() throws {
    let rows = ["the film was good,1", "the film was bad,0", "good food,1", "bad food,0"]
    let (base, _) = try trained(rows, .singleLabel, labels: nil)
    let copy = base + "-copy"
    var data = settings(base + "/../data.csv", validation: base + "/../data.csv")
    data.test = base + "/../test.csv"
    data.probe = data.test
    try "text,label\na fine film,1\nawful food,0\nawful film,0\n".write(
      toFile: base + "/../test.csv", atomically: true, encoding: .utf8)
    var options = Trainer.Options()
    options.epochs = 3
    var (evaluated, probed) = ([Int](), [Int]())
    let outcome = try FineTuning(
      model: base, data: data, settings: .length(16), output: copy, trainer: options
    ).run { event in
      guard case .evaluated(let measurement) = event else { return }
      if measurement.validation != nil { evaluated.append(measurement.step) }
      if measurement.probe?.count == 3 { probed.append(measurement.step) }
    }
    #expect(evaluated == [1, 2, 3] && probed == evaluated)
    guard case .finished(_, _, let test?, _) = outcome else { throw TrainingError("no test evaluation: \(outcome)") }
    let results = try JSONValue(parsing: readWhole(path: copy + "/all_results.json"))
    #expect(test.count == 3 && results["test_accuracy"]?.doubleValue == test.accuracy)
    let again = ErrorAnalysis(
      of: try SentimentModel(named: copy), on: try LabelledData(path: base + "/../test.csv").examples)
    #expect(again.evaluation.accuracy == test.accuracy)
    let history = try JSONValue(parsing: readWhole(path: copy + "/trainer_state.json"))["log_history"]?.arrayValue ?? []
    #expect(history.count { $0["probe_accuracy"] != nil } == 3)
    let card = try String(contentsOfFile: copy + "/README.md", encoding: .utf8)
    #expect(card.contains("On the 3 texts of test.csv, which were measured once, at the end:"))
  }

  @Test func evaluatesAProbeWithoutValidationTexts() throws {
    let rows = ["the film was good,1", "the film was bad,0", "good food,1", "bad food,0"]
    let (base, _) = try trained(rows, .singleLabel, labels: nil)
    let copy = base + "-copy"
    var data = settings(base + "/../data.csv")
    data.probe = data.train.first
    var options = Trainer.Options()
    options.epochs = 3
    let task = try FineTuning(
      model: base, data: data, settings: .length(16), output: copy, trainer: options)
    var measurements: [FineTuning.Measurement] = []
    try task.run { if case .evaluated(let measurement) = $0 { measurements.append(measurement) } }
    #expect(
      measurements.map(\.step) == [1, 2, 3]
        && measurements.allSatisfy { $0.validation == nil && !$0.isBest })
    #expect(measurements.allSatisfy { $0.probe?.count == 4 })
    let state = try TrainerState(folder: copy)
    let losses = state.logHistory.compactMap { $0["loss"]?.doubleValue }
    #expect(losses.count == 1 && state.bestGlobalStep == nil)
    // Each measurement contains the loss of its own epoch.
    let mean = measurements.reduce(0) { $0 + $1.trainingLoss } / 3
    #expect(abs(mean - losses[0]) < 1e-9)
  }

  private func settings(_ path: String, validation: String? = nil, labels: [String]? = nil) -> TrainingData.Settings {
    var settings = TrainingData.Settings(train: [path])
    (settings.validation, settings.labels) = (validation, labels)
    return settings
  }

  @Test func keepsTheHeadWithTheOrderOfItsLabels() throws {
    let rows = ["the film was good,Bad", "the film was awful,good", "good food,Bad", "bad food,good"]
    let (base, _) = try trained(rows, .singleLabel, labels: ["good", "bad"])
    let copy = base + "-copy"
    try makeFolder(copy)
    try "{}".write(toFile: copy + "/tokenizer.json", atomically: true, encoding: .utf8)
    var options = Trainer.Options()
    (options.epochs, options.learningRate) = (1, 0)
    var overwriting = FineTuning.Options()
    overwriting.overwrites = true
    try FineTuning(
      model: base, data: settings(base + "/../data.csv"), settings: .length(16), output: copy, trainer: options,
      options: overwriting
    ).run { _ in }
    let (before, after) = (try SentimentModel(named: base), try SentimentModel(named: copy))
    #expect(after.labels == ["good", "bad"])
    #expect(after.classify(["bad food"]).map(\.logits) == before.classify(["bad food"]).map(\.logits))
  }

  /// Trains the tiny checkpoint on rows of text and label, and evaluates it on the same rows.
  private func trained(
    _ rows: [String], _ problem: Problem, labels: [String]?
  ) throws -> (output: String, evaluations: [Evaluation]) {
    let data = folder.appending(path: "data.csv")
    try ("text,label\n" + rows.joined(separator: "\n")).write(to: data, atomically: true, encoding: .utf8)
    var options = Trainer.Options()
    (options.epochs, options.batchSize, options.learningRate) = (12, 8, 5e-3)
    let output = folder.appending(path: "out").path
    let task = try FineTuning(
      model: TinyModel.bert,
      data: settings(data.path, validation: data.path, labels: labels), problem: problem, settings: .length(16),
      output: output, trainer: options)
    var evaluations: [Evaluation] = []
    try task.run { event in
      if case .evaluated(let measurement) = event, let evaluation = measurement.validation {
        evaluations.append(evaluation)
      }
    }
    return (output, evaluations)
  }

  @Test func copiesTokenizerFilesOfAnyKind() throws {
    let (base, output) = (folder.appending(path: "base"), folder.appending(path: "output"))
    let names = ["added_tokens.json", "merges.txt", "tokenizer_config.json", "vocab.json"]
    for place in [base, output] {
      try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    }
    for name in names { try Data(name.utf8).write(to: base.appending(path: name)) }
    try ModelFiles.copyTokenizer(from: base.path, to: output.path)
    #expect(try FileManager.default.contentsOfDirectory(atPath: output.path).sorted() == names)
  }
}

extension FineTuning.Overrides {
  static func length(_ tokens: Int) -> Self {
    var settings = Self()
    settings.maxLength = tokens
    return settings
  }
}
