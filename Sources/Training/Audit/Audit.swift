import BERT
import Foundation
public import JSON
import SentimentAnalysis

/// Checks training data before hours are spent on it: facts, and warnings with what to do about them.
public struct Audit: Sendable {
  /// A fact or a warning about the data.
  public struct Finding: Sendable {
    /// The subject of a finding.
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

    /// The subject.
    public var kind: Kind
    /// The finding as a sentence with numbers.
    public var sentence: String
    /// What to do about it; nil for a plain fact.
    public var remedy: String?
    /// The numbers of the sentence, by name.
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

  /// Facts and warnings, the general ones first.
  public private(set) var findings: [Finding] = []

  /// The findings with a remedy.
  public var warnings: [Finding] { findings.filter { $0.remedy != nil } }

  /// One finding a line, for a terminal.
  public var lines: [String] {
    findings.map { finding in finding.remedy.map { "warning: \(finding.sentence). \($0)." } ?? finding.sentence }
  }

  /// The findings as a JSON array.
  public var json: JSONValue { .array(findings.map(\.json)) }

  /// - Parameters:
  ///   - tokenCounts: the tokens of each training text before truncation; empty skips the findings about lengths.
  ///   - maxLength: the number of tokens to which texts are truncated.
  ///   - modelLimit: the largest `maxLength` that the model supports.
  public init(_ data: TrainingData, tokenCounts: [Int] = [], maxLength: Int = 0, modelLimit: Int = 0) {
    guard !data.train.isEmpty else { return }
    addTexts(data)
    if !tokenCounts.isEmpty { addLengths(tokenCounts, maxLength, modelLimit) }
    if data.problem == .singleLabel {
      addLeaks(data)
      addBalance(data)
    }
    addOverlap(data)
    addDuplicates(data)
    addValidation(data)
  }

  private mutating func addValidation(_ data: TrainingData) {
    let count = data.validation.count
    if count == 0 {
      add(
        .noValidation,
        "There are no validation texts, so over-fitting is not detected and the last model is kept, not the best",
        remedy: "Give a file with --validation, or hold out a part: --validation-split 0.1")
    } else if count < Calibration.minimumTexts, data.problem != .regression {
      // Two standard deviations of a share of 0.9.
      let margin = 2 * (0.9 * 0.1 / Double(count)).squareRoot()
      add(
        .fewValidationTexts,
        "few validation texts (\(count)): an accuracy of 90% measured on them is exact to \(percent(margin)) only, and the "
          + "finished model is not calibrated on fewer than \(Calibration.minimumTexts)",
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
        .texts, "\(name): \(examples.count) texts" + (shares.isEmpty ? "" : "; \(list(shares, limit: 20))"),
        [("texts", Double(examples.count))] + zip(data.labels, counts).map { ($0, Double($1)) })
    }
  }

  /// The number of texts with each label.
  static func counts(_ examples: [LabelledData.Example], _ labels: [String]) -> [Int] {
    var counts = [Int](repeating: 0, count: labels.count)
    for label in examples.flatMap(\.target.indices) { counts[label] += 1 }
    return counts
  }

  private mutating func addLengths(_ tokenCounts: [Int], _ maxLength: Int, _ modelLimit: Int) {
    let sorted = tokenCounts.sorted()
    func quantile(_ share: Double) -> Int { sorted[Int(share * Double(sorted.count - 1))] }
    add(
      .lengths, "lengths in tokens: median \(quantile(0.5)), 95% up to \(quantile(0.95)), longest \(quantile(1))",
      [("median", Double(quantile(0.5))), ("p95", Double(quantile(0.95))), ("longest", Double(quantile(1)))])
    func coverage(_ limit: Int) -> String { percent(sorted.count { $0 <= limit }, sorted.count) }
    let cut = sorted.count { $0 > maxLength }
    guard cut > 0 else { return }
    let sentence =
      "\(cut) of \(sorted.count) training texts (\(percent(cut, sorted.count))) have more than \(maxLength) tokens; "
      + "the middle of those is cut out"
    // Truncating up to a twentieth is the usual price of speed; more should be a deliberate choice.
    let suggested = min(modelLimit, (quantile(0.95) + 31) / 32 * 32)
    let remedy =
      cut * 20 <= sorted.count
      ? nil
      : maxLength < modelLimit
        ? "--max-length \(suggested) reads all of \(coverage(suggested)); training takes longer"
        : "The model reads no more; put what matters at the beginning or the end of a text"
    add(.cut, sentence, remedy: remedy, [("cut", Double(cut)), ("share", Double(cut) / Double(sorted.count))])
  }
}

/// `93.2%`
func percent(_ share: Double) -> String { String(format: "%.1f%%", 100 * share) }

/// `count` as a percentage of `total`.
func percent(_ count: Int, _ total: Int) -> String { percent(Double(count) / Double(max(1, total))) }

/// The first items, and how many more there are.
func list(_ items: [String], limit: Int, of count: Int? = nil) -> String {
  let count = count ?? items.count
  return items.prefix(limit).joined(separator: ", ") + (count > limit ? ", … and \(count - limit) more" : "")
}
