import TestSupport
import Testing

@testable import Training

/// Label columns with slips, words of degree and names of the negative side.
struct LabelColumnTests {
  private func read(
    _ cells: [String], column: String = "label", labels: [String]? = ["negative", "positive"]
  ) throws -> LabelledData {
    let rows = cells.enumerated().map { "text \($0),\"\($1)\"\n" }
    let folder = try TemporaryFolder(["data.csv": "text,\(column)\n" + rows.joined()])
    return try LabelledData(path: folder("data.csv"), labels: labels)
  }

  private func targets(_ data: LabelledData) -> [Int?] { data.examples.map(\.target.label) }

  private func scale(_ data: LabelledData) -> [Substring?] { data.notes.map { $0.split(separator: ".csv:").last } }

  /// The last cell is a slip among repetitions of the others.
  @Test(arguments: [
    ("0 1", "2", 3, "the labels are negative, positive"), ("0 1", "7", 2, "the labels are negative, positive"),
    ("-1 1", "2", 10, "the labels are negative, positive"), ("1 2 4 5", "50", 5, "the ratings are from 1 to 5"),
    ("1 2 3 4 5", "0", 12, "the ratings are from 1 to 5"), ("1 2 3 4 5", "6", 12, "the ratings are from 1 to 5"),
    ("1 2 3 4 5", "-1", 4, "the ratings are from 1 to 5"), ("1 3 5 8 10", "99", 4, "the ratings are from 1 to 10"),
    ("1/5 4/5", "8/10", 10, "the ratings are from 1 to 5"),
  ])
  func aSlipDoesNotSetTheScale(_ row: (cells: String, slip: String, repetitions: Int, problem: String)) throws {
    let cells = Array(repeating: row.cells.split(separator: " ").map(String.init), count: row.repetitions).joined()
    let clean = try read(Array(cells))
    let data = try read(cells + [row.slip])
    #expect(targets(data) == targets(clean) && scale(data) == scale(clean) && data.skipped == 1)
    #expect(data.problems.count == 1)
    for part in [":\(cells.count + 2): unknown label \"\(row.slip)\"", row.problem] {
      #expect(data.problems.first?.contains(part) == true, "\(data.problems)")
    }
  }

  @Test func aRareClassIsNoSlip() throws {
    let cells = (0..<300).map { $0 % 50 == 0 ? "2" : "\($0 % 2)" }
    #expect(try read(cells, labels: nil).labels == ["LABEL_0", "LABEL_1", "LABEL_2"])
    #expect(try read(cells, labels: ["negative", "neutral", "positive"]).examples.count == 300)
    #expect(try read(cells.map { $0 == "2" ? "-1" : $0 }, labels: nil).labels == ["negative", "neutral", "positive"])
    let halves = (0..<300).map { $0 % 50 == 0 ? "0.5" : ["1", "2", "4", "5"][$0 % 4] }
    #expect(try read(halves).examples.count == 300)
    let fewHigh = (0..<400).map { $0 % 25 == 0 ? "\(6 + $0 / 25 % 5)" : "\(1 + $0 % 5)" }
    #expect(try read(fewHigh).notes.contains { $0.contains("ratings from 1 to 10") })
  }

  @Test(arguments: [
    (["1", "2"], "rating", "numbers 1, 2; as ratings from 1 to 5 none is positive"), (["1", "2", "3"], "stars", "1/5"),
    (["3", "2", "1", "1"], "label", "from 1 to 5"), (["1", "1"], "stars", "replace them by names"),
    (["1", "2", "6"], "label", "from 1 to 10"),
  ])
  func ratingsOfTheLowSideAloneAreAmbiguous(_ row: (cells: [String], column: String, expected: String)) throws {
    #expect { try read(row.cells, column: row.column) } throws: { "\($0)".contains(row.expected) }
    #expect(try read(row.cells.map { $0 + "/10" }, column: row.column).problems.isEmpty)
  }

  @Test func theMiddleOfMinusOneToOneIsLeftOut() throws {
    let data = try read(["-1", "0", "1", "0"])
    #expect(targets(data) == [0, 1] && data.problems.isEmpty)
    #expect(data.notes.contains { $0.contains("from -1 to 1: -1 negative, 1 positive; 2 of 0 are left out") })
  }

  @Test(arguments: [
    ("Very bad,Bad,Average,Good,Excellent", "nn-pp"), ("Very negative,Extremely Positive,Neutral", "np-"),
    ("terrible,poor,ok,very good,Great", "nn-pp"), ("mixed,very_dissatisfied,Satisfied", "-np"),
    ("中评,好评,很差,非常好", "-pnp"),
  ])
  func wordsOfDegreeHaveASide(_ row: (cells: String, sides: String)) throws {
    let cells = row.cells.split(separator: ",").map(String.init)
    for labels in [["negative", "positive"], ["positive", "neutral", "negative"]] {
      let data = try read(cells, labels: labels)
      var found = Array(repeating: Character("-"), count: cells.count)
      for example in data.examples {
        guard let label = example.target.label, labels[label] != "neutral" else { continue }
        found[example.line - 2] = labels[label].first ?? "?"
      }
      #expect(String(found) == row.sides && data.problems.isEmpty)
      let isNoted = data.notes.contains { $0.contains("left out, since no label is neutral") }
      #expect(isNoted == (row.sides.contains("-") && labels.count == 2), "\(data.notes)")
    }
  }

  @Test(arguments: ["is_negative", "negative", "Is Bad", "not_recommended", "isNegative", "是否差评"])
  func trueUnderANameOfTheNegativeSideIsNegative(_ name: String) throws {
    for cells in [["True", "False", ""], ["1", "0", ""], ["yes", "no", ""]] {
      let rows = zip(["a", "b", "c"], cells).map { "\($0),\($1)\n" }.joined()
      let folder = try TemporaryFolder(["data.csv": "text,\(name)\n" + rows])
      for labels in [nil, ["positive", "negative"]] {
        let data = try LabelledData(path: folder("data.csv"), columns: .init(label: name), labels: labels)
        #expect(data.examples.map { data.labels[$0.target.label ?? 0] } == ["negative", "positive"])
        #expect(data.notes.contains { $0.contains("\"\(name)\" names the negative side") } && data.problems.count == 1)
      }
    }
  }

  @Test func filesOnDifferentScalesAreAnError() throws {
    let folder = try TemporaryFolder([
      "five.csv": "text,label\n" + (0..<10).map { "a\($0),\($0 % 5 + 1)\n" }.joined(),
      "ten.csv": "text,label\n" + (0..<10).map { "b\($0),\($0 + 1)\n" }.joined(),
      "part.csv": "text,label\nc,5\nd,9\n",
    ])
    for (train, validation) in [("five.csv", "ten.csv"), ("ten.csv", "five.csv")] {
      for labels in [nil, ["negative", "positive"]] {
        var settings = TrainingData.Settings(train: [folder(train)])
        (settings.validation, settings.labels) = (folder(validation), labels)
        #expect { try TrainingData(settings) } throws: {
          "\($0)".contains("five.csv has ratings from 1 to 5, ") && "\($0)".contains("ten.csv from 1 to 10; convert")
        }
      }
    }
    var settings = TrainingData.Settings(train: [folder("ten.csv")])
    (settings.validation, settings.labels) = (folder("part.csv"), ["negative", "positive"])
    #expect(try TrainingData(settings).validation.count == 1)
  }

  @Test(arguments: ["liked", "Would you recommend?", "user_suggestion", "target", "is_recommended"])
  func findsRarerNamesLast(_ name: String) throws {
    #expect(try read(["1", "0"], column: name).examples.map(\.target) == [.label(1), .label(0)])
    let folder = try TemporaryFolder(["data.csv": "text,\(name),score\na,0,1\nb,1,0\n"])
    #expect(
      try LabelledData(path: folder("data.csv"), labels: ["no", "yes"]).examples.map(\.target) == [
        .label(1), .label(0),
      ])
  }
}
