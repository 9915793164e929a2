import BERT
import Foundation
public import JSON
import SentimentAnalysis

/// What there is to know about training data before hours are spent on it, with what to do about it.
public struct Audit: Sendable {
  /// One thing noticed.
  public struct Finding: Sendable {
    /// What it is about.
    public enum Kind: String, Sendable {
      case texts
      case lengths
      case noValidation = "no-validation"
      case fewValidationTexts = "few-validation-texts"
      case labelLeak = "label-leak"
      case imbalance
      case absentLabel = "absent-label"
      case shift
      case repetition
      case contradiction
      case overlap
      case cut
    }

    /// What it is about.
    public var kind: Kind
    /// With numbers.
    public var sentence: String
    /// What to do; nil for what is as it should be.
    public var remedy: String?
    /// The numbers by themselves.
    public var figures: [(name: String, value: Double)]

    /// The finding as a JSON object.
    public var json: JSONValue {
      var object: JSONObject = ["kind": .string(kind.rawValue), "sentence": .string(sentence)]
      if let remedy { object["remedy"] = .string(remedy) }
      var numbers = JSONObject()
      for (name, value) in figures { numbers[name] = .double(value) }
      object["figures"] = .object(numbers)
      return .object(object)
    }
  }

  /// Facts and warnings, from the whole to the particular.
  public private(set) var findings: [Finding] = []

  /// Those that ask for something to be done.
  public var warnings: [Finding] { findings.filter { $0.remedy != nil } }

  /// For a person, one finding a line.
  public var lines: [String] {
    findings.map { finding in finding.remedy.map { "warning: \(finding.sentence). \($0)." } ?? finding.sentence }
  }

  /// The findings as a JSON array.
  public var json: JSONValue { .array(findings.map(\.json)) }

  /// - Parameters:
  ///   - tokenCounts: of each training text, uncut; empty leaves lengths out.
  ///   - maxLength: the most tokens that are read of a text.
  ///   - longest: the most that the model could read.
  public init(_ data: TrainingData, tokenCounts: [Int] = [], maxLength: Int = 0, longest: Int = 0) {
    addTexts(data)
    if !tokenCounts.isEmpty { addLengths(tokenCounts, maxLength, longest) }
    if data.problem == .singleLabel {
      addLeaks(data)
      addBalance(data)
    }
    addOverlap(data)
    addRepetitions(data)
    addValidation(data)
  }

  private mutating func addValidation(_ data: TrainingData) {
    let count = data.validation.count
    if count == 0 {
      add(
        .noValidation, "There is nothing to validate on, so nothing can show over-fitting or choose the best model",
        remedy: "Name a file with --validation, or keep a part back: --validation-split 0.1")
    } else if count < Calibration.fewestTexts, data.problem != .regression {
      // Two standard deviations of a share of 0.9.
      let margin = 2 * (0.9 * 0.1 / Double(count)).squareRoot()
      add(
        .fewValidationTexts,
        "few validation texts (\(count)): they tell an accuracy of 90% to within \(percent(margin)) only, and the finished "
          + "model is not calibrated on fewer than \(Calibration.fewestTexts)",
        [("texts", Double(count))])
    }
  }

  mutating func add(
    _ kind: Finding.Kind, _ sentence: String, remedy: String? = nil, _ figures: [(name: String, value: Double)] = []
  ) {
    findings.append(Finding(kind: kind, sentence: sentence, remedy: remedy, figures: figures))
  }

  private mutating func addTexts(_ data: TrainingData) {
    for (name, examples) in [
      ("train", data.train), ("validation", data.validation), ("test", data.test), ("probe", data.probe),
    ] where !examples.isEmpty {
      let counts = data.problem == .regression ? [] : Self.counts(examples, data.labels)
      let shares = zip(data.labels, counts).map { "\($0) \($1) (\(percent($1, examples.count)))" }
      add(
        .texts, "\(name): \(examples.count) texts" + (shares.isEmpty ? "" : "; \(list(shares, most: 20))"),
        [("texts", Double(examples.count))] + zip(data.labels, counts).map { ($0, Double($1)) })
    }
  }

  /// How many texts have each label.
  static func counts(_ examples: [LabelledData.Example], _ labels: [String]) -> [Int] {
    var counts = [Int](repeating: 0, count: labels.count)
    for label in examples.flatMap(\.target.indices) { counts[label] += 1 }
    return counts
  }

  private mutating func addLengths(_ tokenCounts: [Int], _ maxLength: Int, _ longest: Int) {
    let sorted = tokenCounts.sorted()
    func quantile(_ share: Double) -> Int { sorted[Int(share * Double(sorted.count - 1))] }
    add(
      .lengths, "lengths in tokens: median \(quantile(0.5)), 95% up to \(quantile(0.95)), longest \(quantile(1))",
      [("median", Double(quantile(0.5))), ("p95", Double(quantile(0.95))), ("longest", Double(quantile(1)))])
    let cut = sorted.count { $0 > maxLength }
    guard cut > 0 else { return }
    let sentence =
      "\(cut) of \(sorted.count) training texts (\(percent(cut, sorted.count))) have more than \(maxLength) tokens; "
      + "their middle is not read"
    // Up to a twentieth is the price that everybody pays for speed; above it is a choice that should be made knowingly.
    let enough = min(longest, (quantile(0.95) + 31) / 32 * 32)
    let remedy =
      cut * 20 <= sorted.count
      ? nil
      : maxLength < longest
        ? "--max-length \(enough) reads all of \(percent(sorted.count { $0 <= enough }, sorted.count)); it takes longer"
        : "It is as much as the model can read; put what matters at the beginning or the end"
    add(.cut, sentence, remedy: remedy, [("cut", Double(cut)), ("share", Double(cut) / Double(sorted.count))])
  }
}

/// `93.2%`
func percent(_ share: Double) -> String { String(format: "%.1f%%", 100 * share) }

/// One number's share of another.
func percent(_ count: Int, _ total: Int) -> String { percent(Double(count) / Double(max(1, total))) }

/// The first of some things, and how many more there are.
func list(_ things: [String], most: Int, of count: Int? = nil) -> String {
  let count = count ?? things.count
  return things.prefix(most).joined(separator: ", ") + (count > most ? ", … and \(count - most) more" : "")
}
