import TestSupport
import Testing

@testable import Training

struct RatingTests {
  /// Reads a column of labels for a model with these labels, or for a new one.
  private func read(
    _ cells: [String], column: String = "label", labels: [String]? = ["negative", "positive"]
  ) throws -> LabelledData {
    let rows = cells.enumerated().map { "text \($0),\"\($1)\"\n" }
    let folder = try TemporaryFolder(["data.csv": "text,\(column)\n" + rows.joined()])
    return try LabelledData(path: folder("data.csv"), labels: labels)
  }

  /// The labels that the cells get, by initial: `n`, `0` and `p`; `-` for a row that is left out.
  private func check(
    _ cells: String, _ sides: String, _ note: String? = nil, column: String = "label",
    labels: [String] = ["negative", "positive"], sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let cells = cells.split(separator: " ").map { String($0).replacing("_", with: " ") }
    let data = try read(cells, column: column, labels: labels)
    var found = Array(repeating: Character("-"), count: cells.count)
    for example in data.examples {
      guard let label = example.target.label else { continue }
      found[example.line - 2] = labels[label] == "neutral" ? "0" : labels[label].first ?? "?"
    }
    #expect(String(found) == sides, sourceLocation: sourceLocation)
    #expect(data.problems.isEmpty, sourceLocation: sourceLocation)
    if let note {
      #expect(data.notes.contains { $0.contains(note) }, "\(data.notes)", sourceLocation: sourceLocation)
    }
  }

  @Test(arguments: [
    ("1 1 2 9 10 8 5 6", "nnnppp--", "ratings from 1 to 10: 1–4 negative, 7–10 positive; 2 of 5–6 are left out"),
    ("1 1 2 9 10 8", "nnnppp", "ratings from 1 to 10: 1–4 negative, 7–10 positive"),
    ("0 1 3 7 10 5 4 6", "nnnpp---", "ratings from 0 to 10: 0–3 negative, 7–10 positive; 3 of 4–6 are left out"),
    ("1 2 3 4", "nnpp", "ratings from 1 to 4: 1–2 negative, 3–4 positive"),
    ("1 2 4 5 3", "nnpp-", "ratings from 1 to 5: 1–2 negative, 4–5 positive; 1 of 3 is left out"),
    ("0 1 2 3 4", "nn-pp", "ratings from 0 to 4"), ("0 1 2", "n-p", "ratings from 0 to 2"),
    ("0 40 55 100 72", "n--pp", "ratings from 0 to 100: 0–39 negative, 61–100 positive; 2 of 40–60 are left out"),
    ("1 2 3 4 5 6 7", "nnn-ppp", "ratings from 1 to 7: 1–3 negative, 5–7 positive; 1 of 4 is left out"),
    ("1 2 3 4 5 6", "nn--pp", "ratings from 1 to 6"),
    ("0.5 2 2.5 3 3.5 5", "nn--pp", "ratings from 0.5 to 5: 0.5–2 negative, 3.5–5 positive; 2 of 2.5–3 are left out"),
    ("1 2.5 3 3.5 4,5 5", "nn-ppp", "ratings from 1 to 5: 1–2.5 negative"), ("3.67 1.2 4.0", "pnp", nil),
    ("4 5 5", "ppp", "ratings from 1 to 5"), ("8 9", "pp", "ratings from 1 to 10"), ("1 10", "np", nil),
  ])
  func readsRatingsByTheirSide(_ row: (cells: String, sides: String, note: String?)) throws {
    try check(row.cells, row.sides, row.note)
  }

  @Test(arguments: [
    ("4/5 1/5 3/5", "pn-", "ratings from 1 to 5"), ("8_out_of_10 2_out_of_10", "pn", "ratings from 1 to 10"),
    ("4_stars 1_star", "pn", nil), ("★★★☆☆ ★☆☆☆☆ ★★★★★", "-np", "ratings from 1 to 5"), ("⭐⭐⭐⭐ ⭐", "pn", nil),
    ("4.0_out_of_5_stars 1.0_out_of_5_stars", "pn", nil), ("80% 10%", "pn", "ratings from 0 to 100"),
    ("5分 1分", "pn", nil), ("5星 2星", "pn", nil), ("Rated_4_out_of_5 Rated_1_out_of_5", "pn", nil),
    ("2/10 1/10", "nn", "ratings from 1 to 10"), ("1/5", "n", nil),
  ])
  func readsRatingsAsPeopleWriteThem(_ row: (cells: String, sides: String, note: String?)) throws {
    try check(row.cells, row.sides, row.note)
  }

  @Test func theMiddleIsNeutralIfALabelIs() throws {
    let labels = ["positive", "neutral", "negative"]
    try check("1 5 10 6 7", "n0p0p", "1–4 negative, 5–6 neutral, 7–10 positive", labels: labels)
    try check("1 2 4 5", "nnpp", labels: labels)
    try check("0 1 0 1", "npnp", "0 = negative, 1 = positive", labels: labels)
    try check("1 1", "pp", labels: ["negative", "neutral", "positive"])
    // Indices and −1 to 1 keep their meaning.
    try check("0 1 2", "p0n", labels: labels)
    try check("-1 0 1", "n0p", labels: labels)
  }

  @Test func aColumnNamedForRatingsHoldsNoIndices() throws {
    let labels = ["negative", "neutral", "positive"]
    try check("1 2 5", "nnp", "ratings from 1 to 5", column: "Star Rating", labels: labels)
    try check("1 2 3 5", "nn0p", column: "stars", labels: labels)
    try check("1 2 3", "n0p", labels: labels)
    try check("0 1", "np", column: "rating")
    try check("1 2", "np")
    try check("1 2 4", "nnp", column: "rating")
  }

  @Test(arguments: [
    ("True False", "pn"), ("yes NO", "pn"), ("t f", "pn"), ("y n", "pn"), ("Recommended Not_Recommended", "pn"),
    ("thumbs_up thumbs-down", "pn"), ("Good bad", "pn"), ("好评 差评", "pn"), ("推荐 不推荐", "pn"), ("👍 👎", "pn"),
    ("recommend don’t_recommend", "pn"), ("负面 正面 neg", "npn"),
  ])
  func wordsForASideAreLabels(_ row: (cells: String, sides: String)) throws {
    try check(row.cells, row.sides)
    let cells = row.cells.split(separator: " ").map { String($0).replacing("_", with: " ") }
    #expect(try read(cells, labels: nil).labels == ["negative", "positive"])
  }

  @Test func namesOfPolaritiesAndOtherWordsStayLabels() throws {
    #expect(try read(["pos", "neg"], labels: nil).labels == ["neg", "pos"])
    #expect(try read(["good", "awful"], labels: nil).labels == ["awful", "good"])
    #expect(try read(["好评", "中评", "差评"], labels: nil).labels == ["negative", "neutral", "positive"])
    try check("True False", "TF", labels: ["False", "True"])
  }

  @Test(arguments: [
    (
      ["1", "2", "3", "9"], ["anger", "joy", "fear"],
      "the labels are numbers (1, 2, 3, 9), and which of anger, joy, fear each"
    ),
    (["1", "9", "10"], ["1 star", "2 stars", "3 stars", "4 stars", "5 stars"], "convert them to this scale"),
    (["8/10", "4/10"], ["1 star", "2 stars", "3 stars", "4 stars", "5 stars"], "convert them to this scale"),
    (["0.25", "0.5"], ["negative", "positive"], "numbers such as 0.25"),
    (["-5", "5", "0"], ["negative", "positive"], "replace them by these names"),
    (["1", "250"], ["negative", "positive"], "numbers (1, 250)"),
    (["4/5", "8/10"], ["negative", "positive"], "numbers (4, 8)"),
  ])
  func rejectsNumbersOfUnknownMeaning(_ row: (cells: [String], labels: [String], expected: String)) {
    #expect { try read(row.cells, labels: row.labels) } throws: { "\($0)".contains(row.expected) }
  }

  @Test func aSlipAmongIndicesIsSkipped() throws {
    let data = try read((0..<200).map { "\($0 % 2)" } + ["7"])
    #expect(data.examples.count == 200 && data.problems.count == 1 && data.problems[0].contains("unknown label \"7\""))
  }

  @Test func reportsAFileWithNothingButTheMiddle() {
    #expect { try read(["5", "6"], column: "rating", labels: ["negative", "positive"]) } throws: {
      // 5 of 1 to 10 and 6 are the middle.
      "\($0)".contains("no usable row") && "\($0)".contains("2 of 5–6 are left out")
    }
  }

  @Test func classesOfANewModelAreTheStarsOrTheNumbers() throws {
    #expect(try read(["★★★★★", "★☆☆☆☆"], labels: nil).labels == ["1 star", "5 stars"])
    #expect(
      try read((1...5).map { "\($0)/5" }, labels: nil).labels == (1...5).map { $0 == 1 ? "1 star" : "\($0) stars" })
    #expect(try read(["1", "7", "10"], labels: nil).labels == ["1", "7", "10"])
    #expect { try read(["1.5", "4"], labels: nil) } throws: { "\($0)".contains("--label-names negative,positive") }
    #expect { try read(["15", "95"], column: "score", labels: nil) } throws: {
      "\($0)".contains("the labels are ratings from 0 to 100, not classes")
    }
  }

  @Test(arguments: [
    (["1", "2", "9", "10", "5"], ["negative", "positive"], ["negative", "positive"]),
    (["0.5", "1", "4.5", "5", "4"], ["positive", "negative"], ["positive", "negative"]),
    (["1", "2", "3", "4", "5"], ["negative", "positive"], ["1 star", "2 stars", "3 stars", "4 stars", "5 stars"]),
    (["True", "False"], ["positive", "negative"], ["positive", "negative"]),
  ])
  func aCheckpointThatKnowsTheSidesKeepsItsLabels(_ row: (cells: [String], known: [String], labels: [String])) throws {
    let rows = (row.cells + row.cells).enumerated().map { "text \($0),\($1)\n" }.joined()
    let folder = try TemporaryFolder(["train.csv": "text,label\n" + rows])
    let data = try TrainingData(.init(train: [folder("train.csv")]), checkpointLabels: row.known, isClassifier: true)
    #expect(data.labels == row.labels && data.problems.isEmpty)
  }

  @Test func heldOutTextsHaveTheSameScale() throws {
    let folder = try TemporaryFolder([
      "train.csv": "text,label\na,1\nb,2\nc,9\nd,10\ne,4\n", "validation.csv": "text,label\nf,0\ng,4\n",
    ])
    var settings = TrainingData.Settings(train: [folder("train.csv")])
    (settings.validation, settings.labels) = (folder("validation.csv"), ["negative", "positive"])
    // 4 is negative of 1 to 10, and in the middle of 0 to 10.
    let data = try TrainingData(settings)
    #expect(data.train.count == 4 && data.validation.map(\.target) == [.label(0)])
    #expect(
      data.notes.count == 2 && data.notes.allSatisfy { $0.contains("from 0 to 10") && $0.contains("1 of 4–6 is left") })
  }

  @Test(arguments: [
    "voted_up", "recommended", "recommend", "is_positive", "score", "overall", "star_rating", "review_rating",
    "Star Rating",
    "Review Stars", "rate", "starRating", "评分", "LABEL",
  ])
  func findsLabelColumnsOfShopsByName(_ name: String) throws {
    #expect(try read(["1", "0"], column: name).examples.map(\.target) == [.label(1), .label(0)])
  }

  @Test(arguments: [
    ("score,label", "0,1"), ("label,star_rating", "1,0"), ("overall,class", "0,1"), ("sentiment,score", "1,0"),
  ])
  func aCommonNameGoesBeforeOneOfShops(_ row: (header: String, cells: String)) throws {
    let folder = try TemporaryFolder(["data.csv": "text,\(row.header)\na,\(row.cells)\n"])
    #expect(try LabelledData(path: folder("data.csv"), labels: ["no", "yes"]).examples.map(\.target) == [.label(1)])
  }

  @Test func twoNamesOfShopsAreAnError() throws {
    let folder = try TemporaryFolder(["data.csv": "text,star_rating,voted_up\na,1,1\n"])
    #expect { try LabelledData(path: folder("data.csv")) } throws: {
      "\($0)".contains("\"star_rating\" or \"voted_up\"")
    }
  }
}
