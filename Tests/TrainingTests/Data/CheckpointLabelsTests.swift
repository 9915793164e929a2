import TestSupport
import Testing

@testable import Training

/// Data for a checkpoint whose head may be kept.
struct CheckpointLabelsTests {
  /// Reads the files, `train.csv` among them, for a checkpoint with these labels; `change` adjusts the settings.
  private func read(
    _ files: [String: String], checkpointLabels: [String],
    _ change: (inout TrainingData.Settings, (String) -> String) -> Void = { _, _ in }
  ) throws -> TrainingData {
    let folder = try TemporaryFolder(files)
    var settings = TrainingData.Settings(train: [folder("train.csv")])
    change(&settings) { folder($0) }
    return try TrainingData(settings, checkpointLabels: checkpointLabels)
  }

  /// Numbers in the data and labels of the checkpoint; then the labels of the training and the index of each number.
  @Test(arguments: [
    (["0", "1"], ["positive", "negative"], ["positive", "negative"], [0, 1]),
    (["-1", "0", "1"], ["positive", "neutral", "negative"], ["positive", "neutral", "negative"], [2, 1, 0]),
    (["-1", "1"], ["Positive", "Negative"], ["Positive", "Negative"], [1, 0]),
    (["0", "1", "2"], ["positive", "negative", "neutral"], ["positive", "negative", "neutral"], [0, 1, 2]),
    (["1", "2"], ["positive", "negative"], ["positive", "negative"], [1, 0]),
    (["0", "1", "2"], ["1 star", "2 stars", "3 stars"], ["1 star", "2 stars", "3 stars"], [0, 1, 2]),
    // Neutral texts may be missing.
    (["0", "1"], ["negative", "neutral", "positive"], ["negative", "neutral", "positive"], [0, 2]),
    (["0", "1"], ["positive", "negative", "neutral"], ["positive", "negative", "neutral"], [1, 0]),
    (["-1", "1"], ["negative", "neutral", "positive"], ["negative", "neutral", "positive"], [0, 2]),
    // Labels of another task, or another number of labels: the head is new.
    (["0", "1"], ["entailment", "contradiction"], ["negative", "positive"], [0, 1]),
    (["0", "1"], ["negative", "ironic", "positive"], ["negative", "positive"], [0, 1]),
    (["1", "2"], ["negative", "neutral", "positive"], ["1", "2"], [0, 1]),
  ])
  func mapsNumbersToTheLabelsOfTheCheckpoint(
    _ row: (cells: [String], checkpointLabels: [String], labels: [String], indices: [Int])
  ) throws {
    let rows = (row.cells + row.cells).enumerated().map { "text \($0),\($1)\n" }.joined()
    let data = try read(["train.csv": "text,label\n" + rows], checkpointLabels: row.checkpointLabels)
    #expect(data.labels == row.labels)
    #expect(data.train.map(\.target) == (row.indices + row.indices).map { .label($0) })
    #expect(
      data.notes.count == (row.checkpointLabels == row.labels && row.labels[0] != "1 star" ? 1 : 0), "\(data.notes)")
  }

  @Test(arguments: ["negative positive", "Neg Pos", "差评 好评", "no yes", "0 1"])
  func keepsAHeadWithANeutralLabelForTextsOfBothSides(cells: String) throws {
    let cells = cells.split(separator: " ").map(String.init)
    let rows = (cells + cells).enumerated().map { "text \($0),\($1)\n" }.joined()
    let known = ["Negative", "Neutral", "Positive"]
    let data = try read(["train.csv": "text,label\n" + rows], checkpointLabels: known)
    #expect(data.labels == known && data.train.map(\.target) == [0, 2, 0, 2].map { .label($0) }, "\(data.labels)")
    // Two labels that are named are a new head.
    let named = try read(["train.csv": "text,label\n" + rows], checkpointLabels: known) { settings, _ in
      settings.labels = ["negative", "positive"]
    }
    #expect(named.labels == ["negative", "positive"])
  }

  @Test(arguments: ["neutral positive", "NEUTRAL negative", "positive neutral negative"])
  func keepsAHeadOfThreePolaritiesForSomeOfItsLabels(cells: String) throws {
    let cells = cells.split(separator: " ").map(String.init)
    let rows = (cells + cells).enumerated().map { "text \($0),\($1)\n" }.joined()
    let known = ["negative", "neutral", "positive"]
    let data = try read(["train.csv": "text,label\n" + rows], checkpointLabels: known)
    let indices = cells.compactMap { known.firstIndex(of: $0.lowercased()) }
    #expect(data.labels == known)
    #expect(data.train.map(\.target) == (indices + indices).map { .label($0) })
  }

  @Test(arguments: [
    ("joy anger joy anger", ["anger", "joy"]), ("bad joy bad joy", ["bad", "joy"]),
    ("0 1 0 1 2", ["negative", "positive"]), ("negative positive neutral negative positive", ["negative", "positive"]),
  ])
  func needsANewHeadForOtherLabels(_ row: (cells: String, labels: [String])) throws {
    let rows = (row.cells + " " + row.cells.replacing("2", with: "0").replacing("neutral", with: "negative"))
      .split(separator: " ").enumerated().map { "text \($0),\($1)\n" }.joined()
    let data = try read(
      ["train.csv": "text,label\n" + rows], checkpointLabels: ["negative", "neutral", "positive"]
    ) { settings, _ in if row.cells.contains("neutral") { settings.uncertainLabel = "neutral" } }
    #expect(data.labels == row.labels, "\(data.labels)")
  }

  @Test func numbersOfThreeClassesInAnyFileStayIndices() throws {
    let files = ["train.csv": "text,label\na,0\nb,1\nc,0\nd,1\n", "more.csv": "text,label\ne,2\nf,2\n"]
    let data = try read(files, checkpointLabels: ["negative", "neutral", "positive"]) {
      $0.train.append($1("more.csv"))
    }
    #expect(data.train.map(\.target) == [0, 1, 0, 1, 2, 2].map { .label($0) })
  }
}
