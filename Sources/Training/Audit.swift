import BERT
import Foundation
public import JSON

/// What there is to know about training data before hours are spent on it, with what to do about it.
public struct Audit: Sendable {
  /// One thing noticed.
  public struct Finding: Sendable {
    /// What it is about.
    public enum Kind: String, Sendable {
      case texts
      case lengths
      case noValidation = "no-validation"
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
    if data.validation.isEmpty {
      add(
        .noValidation, "There is nothing to validate on, so nothing can show over-fitting or choose the best model",
        remedy: "Name a file with --validation, or keep a part back: --validation-split 0.1")
    }
  }

  private mutating func add(
    _ kind: Finding.Kind, _ sentence: String, remedy: String? = nil, _ figures: [(name: String, value: Double)] = []
  ) {
    findings.append(Finding(kind: kind, sentence: sentence, remedy: remedy, figures: figures))
  }

  private mutating func addTexts(_ data: TrainingData) {
    for (name, examples) in [
      ("train", data.train), ("validation", data.validation), ("test", data.test), ("probe", data.probe),
    ] where !examples.isEmpty {
      let counts = data.problem == .regression ? [] : Self.counts(examples, data.labels)
      let shares = zip(data.labels, counts).map { "\($0) \($1) (\(inPercent($1, examples.count)))" }
      add(
        .texts, "\(name): \(examples.count) texts" + (shares.isEmpty ? "" : "; \(list(shares, most: 20))"),
        [("texts", Double(examples.count))] + zip(data.labels, counts).map { ($0, Double($1)) })
    }
  }

  /// How many texts have each label.
  private static func counts(_ examples: [LabelledData.Example], _ labels: [String]) -> [Int] {
    var counts = [Int](repeating: 0, count: labels.count)
    for example in examples {
      switch example.target {
      case .label(let label): counts[label] += 1
      case .labels(let labels): for label in labels { counts[label] += 1 }
      case .value: break
      }
    }
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
      "\(cut) of \(sorted.count) training texts (\(inPercent(cut, sorted.count))) have more than \(maxLength) tokens; "
      + "their middle is not read"
    // Up to a twentieth is the price that everybody pays for speed; above it is a choice that should be made knowingly.
    let enough = min(longest, (quantile(0.95) + 31) / 32 * 32)
    let remedy =
      cut * 20 <= sorted.count
      ? nil
      : maxLength < longest
        ? "--max-length \(enough) reads all of \(inPercent(sorted.count { $0 <= enough }, sorted.count)); it takes longer"
        : "It is as much as the model can read; put what matters at the beginning or the end"
    add(.cut, sentence, remedy: remedy, [("cut", Double(cut)), ("share", Double(cut) / Double(sorted.count))])
  }

  private mutating func addLeaks(_ data: TrainingData) {
    let labels = data.train.map { if case .label(let label) = $0.target { label } else { 0 } }
    for leak in LabelLeaks.find(in: data.train.map(\.text), labels: labels, labelCount: data.labels.count) {
      let have = "\(leak.count) training texts (\(inPercent(leak.coverage)))"
      let parts = leak.parts.map { "\($0.text) \(data.labels[$0.label]) \(inPercent($0.share)) of \($0.count)" }
      let (sentence, pattern) =
        if let group = leak.kind.group {
          (
            "The \(group.name) alone tell the label: who reads nothing else is right on \(inPercent(leak.accuracy)) of the "
              + "\(have) that have one, \(inPercent(leak.baseline)) by always saying the same "
              + "(\(parts.joined(separator: ", ")))", group.pattern
          )
        } else {
          (
            "\"\(leak.parts[0].text)\" alone tells the label: of the \(have) that have it, \(inPercent(leak.accuracy)) are "
              + data.labels[leak.parts[0].label], NSRegularExpression.escapedPattern(for: leak.parts[0].text)
          )
        }
      add(
        .labelLeak, sentence,
        remedy: "A model will learn these and not the rest of the text; cut them out: --drop-pattern '\(pattern)'",
        [
          ("accuracy", leak.accuracy), ("coverage", leak.coverage), ("baseline", leak.baseline),
          ("texts", Double(leak.count)),
        ])
    }
  }

  private mutating func addBalance(_ data: TrainingData) {
    let counts = Self.counts(data.train, data.labels)
    let absent = data.labels.indices.filter { counts[$0] == 0 }.map { data.labels[$0] }
    if !absent.isEmpty {
      add(
        .absentLabel, "No training text is labelled \(list(absent, most: 10)), which the model will never say",
        remedy: "Name the labels that there are with --label-names, or add texts", [("labels", Double(absent.count))])
    }
    let present = counts.indices.filter { counts[$0] > 0 }
    guard let most = present.max(by: { counts[$0] < counts[$1] }),
      let least = present.min(by: { counts[$0] < counts[$1] })
    else { return }
    // From three to one on, the rarer label is often worth giving up for a model that minimises its loss.
    if counts[most] >= 3 * counts[least] {
      add(
        .imbalance,
        "The labels are uneven: \(inPercent(counts[most], data.train.count)) of the training texts are "
          + "\(data.labels[most]), \(inPercent(counts[least], data.train.count)) \(data.labels[least]); always saying "
          + "\(data.labels[most]) is right that often",
        remedy: "Weigh them with --class-weights balanced, and go by macro F1 instead of accuracy",
        [
          ("most", Double(counts[most]) / Double(data.train.count)),
          ("least", Double(counts[least]) / Double(data.train.count)),
        ])
    }
    for (name, held) in [("validation", data.validation), ("test", data.test)] where held.count >= 100 {
      let heldCounts = Self.counts(held, data.labels)
      let shifts = data.labels.indices.map {
        Double(heldCounts[$0]) / Double(held.count) - Double(counts[$0]) / Double(data.train.count)
      }
      guard let label = shifts.indices.max(by: { abs(shifts[$0]) < abs(shifts[$1]) }), abs(shifts[label]) >= 0.15 else {
        continue
      }
      add(
        .shift,
        "\(inPercent(heldCounts[label], held.count)) of the \(name) texts are \(data.labels[label]), of the training texts "
          + inPercent(counts[label], data.train.count),
        remedy: "Where both should be alike, split one file: --\(name)-split 0.1", [("difference", shifts[label])])
    }
  }

  private mutating func addOverlap(_ data: TrainingData) {
    func add(_ name: String, _ held: [LabelledData.Example], repeats others: [LabelledData.Example], _ other: String) {
      guard !held.isEmpty, !others.isEmpty else { return }
      let index = NearDuplicates(held.map(\.text))
      var (found, first) = (Set<Int>(), [String]())
      for example in others {
        for match in index.matches(example.text) where found.insert(match).inserted && first.count < 3 {
          first.append("\(held[match].place) and \(example.place)")
        }
      }
      guard !found.isEmpty else { return }
      let isGrave = found.count * 100 >= held.count
      self.add(
        .overlap,
        "\(found.count) of \(held.count) \(name) texts (\(inPercent(found.count, held.count))) are nearly the same as a "
          + "\(other) text (\(list(first, most: 3, of: found.count)))"
          + (isGrave ? "; what is measured on them is too good" : ""),
        // Less than one in a hundred moves no measure by as much as a point.
        remedy: !isGrave
          ? nil : "Leave them out of \(other) with --dedupe",
        [("texts", Double(found.count)), ("share", Double(found.count) / Double(held.count))])
    }
    add("validation", data.validation, repeats: data.train, "training")
    add("test", data.test, repeats: data.train, "training")
    add("test", data.test, repeats: data.validation, "validation")
  }

  private mutating func addRepetitions(_ data: TrainingData) {
    let repetitions = Repetitions(data.train)
    func places(_ groups: [[Int]]) -> String {
      list(
        groups.prefix(3).map { group in group.prefix(2).map { data.train[$0].place }.joined(separator: " and ") },
        most: 3, of: groups.count)
    }
    let repeated = repetitions.groups.reduce(0) { $0 + $1.count - 1 }
    if repeated > 0 {
      add(
        .repetition,
        "\(repeated) training texts (\(inPercent(repeated, data.train.count))) are there already "
          + "(\(places(repetitions.groups)))",
        // A few do no harm.
        remedy: repeated * 100 >= data.train.count ? "Leave them out with --dedupe" : nil,
        [("texts", Double(repeated)), ("share", Double(repeated) / Double(data.train.count))])
    }
    if !repetitions.contradictions.isEmpty {
      let count = repetitions.contradictions.count
      add(
        .contradiction,
        "\(count) training text\(count == 1 ? " is" : "s are") there more than once with different labels "
          + "(\(places(repetitions.contradictions)))",
        remedy: "Correct them, or leave them out with --dedupe", [("texts", Double(count))])
    }
  }
}

/// `93.2%`
private func inPercent(_ share: Double) -> String { String(format: "%.1f%%", 100 * share) }

private func inPercent(_ count: Int, _ total: Int) -> String { inPercent(Double(count) / Double(max(1, total))) }

/// The first of some things, and how many more there are.
private func list(_ things: [String], most: Int, of count: Int? = nil) -> String {
  let count = count ?? things.count
  return things.prefix(most).joined(separator: ", ") + (count > most ? ", … and \(count - most) more" : "")
}
