import BERT
import Foundation
import JSON
import SentimentAnalysis
import Testing

@testable import Training

struct FineTuningTests {
  @Test func aFolderIsTrainedFromFilesAndLoadsAgain() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let data = folder.appending(path: "data.csv")
    let rows = (0..<24).flatMap { _ in ["the film was good,1", "the film was awful,0", "a fine food,1", "bad food,0"] }
    try ("text,label\n" + rows.joined(separator: "\n")).write(to: data, atomically: true, encoding: .utf8)
    var options = Trainer.Options()
    (options.epochs, options.batchSize, options.learningRate) = (6, 8, 5e-3)
    let output = folder.appending(path: "out").path
    let task = try FineTuning(
      model: fixtures.appending(path: "tiny").path, training: [data.path], validation: data.path,
      columns: .init(), labels: nil, maxLength: 16, output: output, options: options)
    var accuracies: [Double] = []
    try task.run { event in
      if case .evaluated(_, let evaluation) = event { accuracies.append(evaluation.accuracy) }
    }
    #expect(accuracies.count == 6 && accuracies.max() == 1)
    let model = try SentimentModel(folder: output)
    #expect(model.labels == ["negative", "positive"])
    #expect(model.classify(["the film was good", "bad food"]).map(\.label) == ["positive", "negative"])
    let config = try JSONValue(parsing: Data(contentsOf: URL(filePath: output + "/config.json")))
    #expect(config["sentiment"]?["max_length"] == 16)
    #expect(config["architectures"] == ["BertForSequenceClassification"])
  }

  @Test func otherLabelsThanTheCheckpointsDrawAFreshHead() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let data = folder.appending(path: "data.csv")
    try "text,label\ngood,joy\nbad,anger\nfine,calm\n".write(to: data, atomically: true, encoding: .utf8)
    var options = Trainer.Options()
    options.epochs = 1
    let output = folder.appending(path: "out").path
    try FineTuning(
      model: fixtures.appending(path: "tiny").path, training: [data.path], validation: nil, columns: .init(),
      labels: nil, maxLength: 16, output: output, options: options
    ).run { _ in }
    #expect(try SentimentModel(folder: output).labels == ["anger", "calm", "joy"])
  }
  @Test func theTokenizersFilesComeAlongWhateverItsKind() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    let (base, output) = (folder.appending(path: "base"), folder.appending(path: "output"))
    let names = ["added_tokens.json", "merges.txt", "tokenizer_config.json", "vocab.json"]
    for place in [base, output] {
      try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    }
    for name in names { try Data(name.utf8).write(to: base.appending(path: name)) }
    try copyTokenizer(from: base.path, to: output.path)
    #expect(try FileManager.default.contentsOfDirectory(atPath: output.path).sorted() == names)
  }
}
