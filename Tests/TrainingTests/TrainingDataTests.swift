import BERT
import JSON
import Reviews
import TestSupport
import Testing

@testable import Training

struct TrainingDataTests {
  /// Reads the files with settings that name them by role; `change` adjusts the settings.
  private func read(
    _ files: [String: String], _ problem: Problem = .singleLabel, checkpointLabels: [String] = [],
    isClassifier: Bool = false,
    _ change: (inout TrainingData.Settings, (String) -> String) -> Void = { _, _ in }
  ) throws -> TrainingData {
    let folder = try TemporaryFolder(files)
    var settings = TrainingData.Settings(train: [folder("train.csv")])
    if files["validation.csv"] != nil { settings.validation = folder("validation.csv") }
    if files["test.csv"] != nil { settings.test = folder("test.csv") }
    if files["probe.csv"] != nil { settings.probe = folder("probe.csv") }
    change(&settings) { folder($0) }
    return try TrainingData(settings, problem: problem, checkpointLabels: checkpointLabels, isClassifier: isClassifier)
  }

  /// Rows of distinct texts, labelled 0 and 1 in turn.
  private func rows(_ count: Int, _ name: String = "text") -> String {
    "text,label\n"
      + (0..<count).map { "\(name) \(Self.words[$0 / 10 % 10]) and \(Self.words[$0 % 10]),\($0 % 2)\n" }.joined()
  }
  private static let words = [
    "garden", "kitchen", "window", "mountain", "river", "station", "library", "hospital", "orchestra", "elephant",
  ]

  @Test func readsAllFilesWithTheLabelsOfTraining() throws {
    let data = try read([
      "train.csv": "text,label\na,-1\nb,0\nc,1\nd,1\ne,0\nf,-1\n", "validation.csv": "review,sentiment\ng,0\n",
      "test.csv": "text,label\nh,1\ni,7\n", "probe.csv": "text,label\nj,negative\nk,1\n",
    ])
    #expect(data.labels == ["negative", "neutral", "positive"])
    #expect(data.train.count == 6 && data.validation.map(\.target) == [.label(1)])
    #expect(
      data.test.map(\.text) == ["h"] && data.problems.count == 1 && data.problems[0].contains("test.csv:3: unknown"))
    #expect(data.probe.map(\.target) == [.label(0), .label(2)])
    #expect(data.files.map(\.texts) == [6, 1, 1])
  }

  @Test func textsOfTheUncertainLabelAreOnlyTrainedOn() throws {
    let train = rows(20) + "a plain fact,Neutral\nanother fact,neutral\n"
    let files = [
      "train.csv": train, "test.csv": "text,label\ng,1\nh,neutral\n", "probe.csv": "text,label\ni,0\nj,neutral\n",
    ]
    let data = try read(files) { settings, _ in
      settings.uncertainLabel = "neutral"
      settings.validationSplit = 0.2
    }
    #expect(data.labels == ["negative", "positive"] && data.problems.isEmpty)
    #expect(data.train.count { $0.target == .noLabel } == 2 && data.train.count == 18 && data.validation.count == 4)
    #expect(data.validation.allSatisfy { $0.target != .noLabel } && data.test.map(\.text) == ["g"])
    #expect(
      data.notes == ["test", "probe"].map { "1 \($0) texts have no label and are skipped" }
        && data.probe.map(\.text) == ["i"])
    // Without the option it is a normal label.
    #expect(
      try read(["train.csv": "text,label\na,good\nb,bad\nc,neutral\nd,good\ne,bad\nf,neutral\n"]).labels.count == 3)
    #expect(throws: TrainingError.self) {
      try read(["train.csv": "text,label\na,x\nb,y\n"], .multiLabel) { settings, _ in settings.uncertainLabel = "x" }
    }
  }

  @Test func combinesTheLabelsOfAllTrainingFiles() throws {
    let data = try read(["train.csv": "text,label\na,joy\nb,joy\n", "more.csv": "text,label\nc,anger\nd,anger\n"]) {
      $0.train.append($1("more.csv"))
    }
    #expect(data.labels == ["anger", "joy"] && data.train.count == 4)
  }

  @Test func splitSharesReferToAllTextsAndPartsAreDisjoint() throws {
    let data = try read(["train.csv": rows(100)]) { settings, _ in
      (settings.validationSplit, settings.testSplit) = (0.1, 0.2)
    }
    #expect([data.train, data.validation, data.test].map(\.count) == [70, 10, 20])
    #expect(Set((data.train + data.validation + data.test).map(\.line)) == Set(2...101))
    #expect(data.test.count { $0.target == .label(0) } == 10 && data.validation.count { $0.target == .label(0) } == 5)
  }

  @Test func splitsAFileLikeScikitLearn() throws {
    let data = try read(["train.csv": rows(10)]) { settings, _ in
      (settings.validationSplit, settings.split) = (0.2, .sklearn)
    }
    // train_test_split(range(10), test_size=0.2, random_state=42)
    #expect(data.validation.map { $0.line - 2 } == [8, 1])
    #expect(data.train.map { $0.line - 2 } == [5, 0, 7, 2, 9, 4, 3, 6])
  }

  @Test func dedupeRemovesDuplicatesContradictionsAndHeldOutTexts() throws {
    let sentence =
      "The seats were hard and the film went on for another three hours or so, and we left before the end of it."
    let train =
      rows(20) + "Text  GARDEN and garden,0\nso so,0\nso so,1\n\"\(sentence.replacing("three", with: "two"))\",0\n"
    let files = ["train.csv": train, "validation.csv": "text,label\n\"\(sentence)\",0\nfine,1\n"]
    #expect(try read(files).train.count == 24)
    let data = try read(files) { settings, _ in settings.removesDuplicates = true }
    #expect(data.train.map(\.line) == Array(2...21) && data.validation.count == 2)
    #expect(
      data.notes.count == 2 && data.notes[0].contains("removed 1 duplicates among the training texts, and 2"))
  }

  @Test func removesPatternsFromAllTextsExceptTheProbe() throws {
    let data = try read([
      "train.csv": "text,label\na [x],0\nb,1\nc,0\nd,1\n[y],1\n", "validation.csv": "text,label\ne [x],0\n",
      "probe.csv": "text,label\nf [x],0\n",
    ]) { settings, _ in settings.dropPatterns = [#"\[\w\]"#] }
    #expect(data.train.map(\.text) == ["a", "b", "c", "d"] && data.validation.map(\.text) == ["e"])
    #expect(data.probe.map(\.text) == ["f [x]"])
    #expect(data.notes[0].contains("2 of 5 training texts; 1 of them became empty"))
  }

  @Test(arguments: [
    (["train.csv": "text,label\na,1\nb,1\nc,1\nd,1\n"], "all 4 training texts are labelled \"positive\""),
    (["train.csv": "text,label\na,1\nb,0\n"], "2 training texts are too few: at least 4"),
    (["train.csv": "text,label\na,joy\nb,joy\n"], "train.csv: all 2 texts are labelled \"joy\""),
    (["train.csv": "text,label\n"], "train.csv: no usable row. There are no rows under the header line"),
    (
      ["train.csv": "text,label\na,1\nx,\"0\nb,0\n"],
      "too few: at least 6 are needed, and hundreds to learn anything. /"
    ),
    (["train.csv": "text,label\na,1\nb,0.5\n"], "train.csv: the labels are numbers such as 0.5"),
    (["train.csv": "text,label\na,1.5\nb,2\n"], "--problem-type regression"),
    (
      ["train.csv": "text,label\na,1\nb,0\nc,1\nd,0\n", "probe.csv": "text,label\ne,1\nf,puzzled\n"],
      "probe.csv:3: unknown label \"puzzled\""
    ),
  ])
  func rejectsDataThatCannotTrainAModel(_ row: (files: [String: String], expected: String)) {
    #expect { try read(row.files) } throws: { "\($0)".contains(row.expected) }
  }

  @Test func aClassifierOfTheSameLabelsLearnsFromOneText() throws {
    let files = ["train.csv": "text,label\na,positive\n"]
    let data = try read(files, checkpointLabels: ["negative", "positive"], isClassifier: true)
    #expect(data.train.map(\.target) == [.label(1)] && data.labels == ["negative", "positive"])
    #expect(data.notes.last?.hasPrefix("all 1 training texts are labelled \"positive\": with more") == true)
    // Other labels need a new head.
    #expect(throws: TrainingError.self) { try read(files, checkpointLabels: ["bad", "good"], isClassifier: true) }
  }

  @Test func rejectsInvalidSettings() {
    let rows: [(change: (inout TrainingData.Settings) -> Void, expected: String)] = [
      ({ $0.validationSplit = 1.5 }, "--validation-split takes a share"),
      ({ $0.testSplit = .nan }, "--test-split takes"),
      ({ ($0.validationSplit, $0.testSplit) = (0.6, 0.5) }, "exclude each other"),
      ({ ($0.validation, $0.validationSplit, $0.testSplit) = (nil, 0.6, 0.5) }, "leave no training texts"),
      ({ $0.test = $0.validation }, "name the same file"),
      ({ $0.dropPatterns = ["["] }, "not a valid regular expression"),
      ({ $0.dropPatterns = [".*"] }, "leaves no training texts"), ({ $0.train = [] }, "no file to train on"),
      ({ $0.labels = ["a", "A"] }, "different names"),
    ]
    for row in rows {
      #expect {
        try read(["train.csv": self.rows(20), "validation.csv": self.rows(4, "other")]) { settings, _ in
          row.change(&settings)
        }
      } throws: { "\($0)".contains(row.expected) }
    }
  }

  @Test func readsTargetsOfEveryProblem() throws {
    let numbers = try read(["train.csv": "text,label\na,1.5\nb,2\nc,0\nd,-1\n"], .regression)
    #expect(
      numbers.train.map(\.target) == [.value(1.5), .value(2), .value(0), .value(-1)] && numbers.labels == ["value"])
    let sets = try read(["train.csv": "text,label\na,x|y\nb,x\nc,\nd,y\n"], .multiLabel)
    #expect(sets.train.map(\.target) == [.labels([0, 1]), .labels([0]), .labels([]), .labels([1])])
    for data in [numbers, sets] { #expect(Audit(data).warnings.map(\.kind) == [.noValidation]) }
  }
}

struct AuditTests {
  private func data(
    _ train: [(String, Int)], validation: [(String, Int)] = [("something else entirely", 0)],
    _ change: (inout TrainingData.Settings) -> Void = { _ in }
  ) throws -> TrainingData {
    let folder = try TemporaryFolder()
    for (name, rows) in [("train.csv", train), ("validation.csv", validation)] {
      try folder.write("text,label\n" + rows.map { "\"\($0)\",\($1)\n" }.joined(), to: name)
    }
    var settings = TrainingData.Settings(train: [folder("train.csv")])
    settings.validation = folder("validation.csv")
    change(&settings)
    return try TrainingData(settings)
  }

  /// A hundred distinct sentences.
  private static let sentences = (0..<100).map { index in
    let words = ["lamp", "stone", "cloud", "paper", "spoon", "forest", "engine", "button", "candle", "bridge"]
    return "the \(words[index / 10]) is by the \(words[index % 10]) of number \(index * index * 7919)"
  }

  @Test func cleanDataHaveNoWarning() throws {
    let audit = Audit(
      try data(Self.sentences.enumerated().map { ($1, $0 % 2) }), tokenCounts: [9, 10, 11], maxLength: 16)
    #expect(audit.warnings.isEmpty && audit.findings.map(\.kind) == [.texts, .texts, .lengths, .fewValidationTexts])
    #expect(audit.lines[0] == "train: 100 texts; negative 50 (50.0%), positive 50 (50.0%)")
    #expect(audit.lines[2] == "lengths in tokens: median 10, 95% up to 10, longest 11")
    #expect(audit.lines[3].contains("an accuracy of 90% measured on them is exact to 60.0% only"))
  }

  @Test func warnsAboutALeakWithThePatternThatRemovesIt() throws {
    let rows = Self.sentences.enumerated().map { ($1 + ["[cry]", "[laugh]"][$0 % 2], $0 % 2) }
    let warning = try #require(Audit(try data(rows)).warnings.first)
    #expect(
      warning.kind == .labelLeak && warning.sentence.contains("right on 100.0% of the 100 training texts (100.0%)"))
    #expect(warning.sentence.contains("[cry] negative 100.0% of 50") && warning.figures.first?.value == 1)
    let pattern = #"\[[^\[\]]{1,8}\]"#
    #expect(warning.remedy?.contains("--drop-pattern '\(pattern)'") == true)
    #expect(Audit(try data(rows) { $0.dropPatterns = [pattern] }).warnings.isEmpty)
  }

  @Test(arguments: [
    ("it", " it", #"\bit\b"#, "kit sits"), ("9", " 9", #"\b9\b"#, "1987 items"), ("店", "店", "店", "kit"),
    ("😀", " 😀", "😀", "kit"),
  ])
  func aPatternMatchesWholeWords(_ row: (word: String, addition: String, pattern: String, others: String)) throws {
    let rows = Self.sentences.enumerated().map { ("\(row.others) \($1)\($0 % 2 == 0 ? row.addition : "")", $0 % 2) }
    let warning = try #require(Audit(try data(rows)).warnings.first)
    #expect(warning.sentence.contains("\"\(row.word)\" alone gives the label away: of the 50 training texts (50.0%)"))
    #expect(warning.remedy?.hasSuffix("--drop-pattern '\(row.pattern)'") == true)
    let cleaned = try data(rows) { $0.dropPatterns = [row.pattern] }
    #expect(Audit(cleaned).warnings.isEmpty && cleaned.train[0].text.hasPrefix(row.others))
  }

  @Test func warnsAboutValidationTextsThatRepeatTrainingTexts() throws {
    let rows = Self.sentences.enumerated().map { ($1, $0 % 2) }
    let audit = Audit(try data(rows, validation: Array(rows[..<5]) + [("quite another text", 1)]))
    let warning = try #require(audit.warnings.first)
    #expect(audit.warnings.count == 1 && warning.kind == .overlap && warning.remedy?.contains("--dedupe") == true)
    #expect(warning.sentence.hasPrefix("5 of 6 validation texts (83.3%) are nearly the same as a training text"))
    #expect(warning.sentence.contains("validation.csv:2 and ") && warning.sentence.contains("… and 2 more"))
    let cleaned = try data(rows, validation: Array(rows[..<5])) { $0.removesDuplicates = true }
    #expect(cleaned.train.count == 95 && Audit(cleaned).warnings.isEmpty)
  }

  @Test func warnsAboutUnevenLabelsDuplicatesAndContradictions() throws {
    let rows = Self.sentences.enumerated().map { ($1, $0 < 20 ? 0 : 1) } + [("Same", 1), ("same ", 1), ("SAME", 0)]
    let audit = Audit(try data(rows) { $0.labels = ["bad", "good", "odd"] })
    #expect(audit.warnings.map(\.kind) == [.absentLabel, .imbalance, .repetition, .contradiction])
    #expect(audit.warnings[0].sentence.contains("labelled odd"))
    #expect(audit.warnings[1].sentence.contains("79.6% of the training texts are good, 20.4% bad"))
    #expect(audit.warnings[2].sentence.hasPrefix("2 training texts (1.9%)"))
    #expect(audit.warnings[3].sentence.contains("train.csv:102 and "))
  }

  @Test func countsTruncatedTextsAndSuggestsALongerLimit() throws {
    let data = try data(Self.sentences.enumerated().map { ($1, $0 % 2) })
    let counts = (0..<100).map { 10 + 5 * $0 }
    let audit = Audit(data, tokenCounts: counts, maxLength: 256, modelLimit: 512)
    #expect(audit.warnings.map(\.kind) == [.cut])
    #expect(audit.warnings[0].sentence.hasPrefix("50 of 100 training texts (50.0%) have more than 256 tokens"))
    #expect(audit.warnings[0].remedy?.hasPrefix("--max-length 480 reads all of 95.0%") == true)
    #expect(Audit(data, tokenCounts: counts, maxLength: 496, modelLimit: 512).warnings.isEmpty)
    let longest = Audit(data, tokenCounts: counts, maxLength: 128, modelLimit: 128)
    #expect(longest.warnings[0].remedy?.contains("The model reads no more") == true)
  }

  @Test func warnsAboutOtherLabelSharesInValidation() throws {
    let rows = Self.sentences.enumerated().map { ($1, $0 % 2) }
    let heldOut = Self.sentences.map { (String($0.reversed()), 1) }
    #expect(Audit(try data(rows, validation: heldOut)).warnings.map(\.kind) == [.shift])
  }

  @Test func jsonHasEveryFindingWithItsNumbers() throws {
    let json = Audit(try data(Self.sentences.enumerated().map { ($1, $0 % 5 == 0 ? 0 : 1) })).json
    let findings = try #require(json.arrayValue)
    #expect(findings.map { $0["kind"]?.stringValue } == ["texts", "texts", "imbalance", "few-validation-texts"])
    #expect(findings[0]["figures"]?["texts"]?.doubleValue == 100 && findings[0]["remedy"] == nil)
    #expect(findings[2]["figures"]?["most"]?.doubleValue == 0.8 && findings[2]["remedy"]?.stringValue != nil)
  }
}
