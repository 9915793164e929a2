import Foundation

/// Finds what tells a label although it should not: marks that a model would read instead of the words.
///
/// Words do predict sentiment, and none is suspicious for that. But nothing that people write by themselves is *nearly always*
/// right *and* in many texts: in reviews of films, books, hotels and goods, English and Chinese, the words in 5 % of the
/// texts or more are right on 97 % of them at most ("great", in Yelp's sentences). So a word is named from 98 % on.
///
/// What is no word (emoticons in brackets, tags, emoji, …) is judged as a group, since that is how it gets into data: posts
/// that were collected and labelled by their emoticons. A naive Bayes classifier reads nothing else, learned on half of the
/// texts and measured on the other. From 90 % right on 10 % of the texts a group is named. Weibo's words in brackets are
/// right on 98 % of all posts; those of posts labelled by hand, and IMDB's tags, are far from it.
struct LabelLeaks {
  struct Leak {
    /// What of it tells most, with the label it tells.
    struct Part {
      var text: String
      var label: Int
      var count: Int
      var share: Double
    }
    var kind: Mark.Kind
    /// The share of right answers of the texts that have it, of all texts that have it, and for the likeliest label there.
    var accuracy: Double
    var coverage: Double
    var baseline: Double
    var count: Int
    var parts: [Part]
  }

  private static let word = (accuracy: 0.98, coverage: 0.05)
  private static let group = (accuracy: 0.9, coverage: 0.1)
  /// Below this many texts, chance does it.
  private static let fewestTexts = 30
  /// Marks that are counted, with few labels and with many; what comes after that many different ones is rare.
  private static let mostMarks = 1 << 21
  private static let mostCounts = 1 << 24

  private let labelCount: Int
  private var slots: [UInt64: Int32] = [:]
  private var kinds: [Mark.Kind] = []
  /// Texts with the mark [marks, labels].
  private var counts: [Int32] = []
  /// The text that counted last, and where in it the mark is, to name it by.
  private var lastText: [Int32] = []
  private var places: [Range<Int32>] = []
  /// Every mark of a group in a text once, in the order of texts.
  private var occurrences: [Mark.Kind: [(text: Int32, slot: Int32)]] = [:]

  /// Of each group of marks and each word that leaks, the most telling first.
  static func find(in texts: [String], labels: [Int], labelCount: Int) -> [Leak] {
    var leaks = Self(labelCount: labelCount)
    for (index, text) in texts.enumerated() { leaks.count(text, Int32(index), label: labels[index]) }
    return leaks.leaks(texts, labels)
  }

  private init(labelCount: Int) { self.labelCount = labelCount }

  private mutating func count(_ text: String, _ index: Int32, label: Int) {
    let scalars = Array(text.unicodeScalars)
    Mark.forEach(in: scalars) { mark in
      let key = stableHash(scalars[mark.range].lazy.map(lowercased)) &+ UInt64(mark.kind.rawValue)
      let slot: Int
      if let known = slots[key] {
        slot = Int(known)
        guard lastText[slot] != index else { return }
      } else {
        guard kinds.count < Self.mostMarks, counts.count < Self.mostCounts else { return }
        slot = kinds.count
        slots[key] = Int32(slot)
        kinds.append(mark.kind)
        counts.append(contentsOf: repeatElement(0, count: labelCount))
        lastText.append(index)
        places.append(0..<0)
      }
      lastText[slot] = index
      places[slot] = Int32(mark.range.lowerBound)..<Int32(mark.range.upperBound)
      counts[slot * labelCount + label] += 1
      if mark.kind.group != nil { occurrences[mark.kind, default: []].append((index, Int32(slot))) }
    }
  }

  private func leaks(_ texts: [String], _ labels: [Int]) -> [Leak] {
    var totals = [Int](repeating: 0, count: labelCount)
    for label in labels { totals[label] += 1 }
    let groups = Mark.Kind.allCases.compactMap { groupLeak($0, texts, labels) }
    let named = Set(groups.map(\.kind))
    let words = kinds.indices.compactMap { slot -> Leak? in
      guard !named.contains(kinds[slot]) else { return nil }
      var part = part(slot)
      let baseline = Double(totals[part.label]) / Double(max(1, labels.count))
      let coverage = Double(part.count) / Double(max(1, labels.count))
      guard part.count >= Self.fewestTexts, coverage >= Self.word.coverage, part.share >= Self.word.accuracy,
        Self.isBetter(part.share, than: baseline)
      else { return nil }
      part.text = spelling(slot, texts)
      return Leak(
        kind: kinds[slot], accuracy: part.share, coverage: coverage, baseline: baseline, count: part.count,
        parts: [part])
    }
    return (groups + words).sorted { $0.accuracy * $0.coverage > $1.accuracy * $1.coverage }
  }

  /// Where nearly all texts have one label, everything predicts it: what leaks must make half of the errors at most.
  private static func isBetter(_ accuracy: Double, than baseline: Double) -> Bool {
    1 - accuracy <= (1 - baseline) / 2
  }

  /// Without its text.
  private func part(_ slot: Int) -> Leak.Part {
    let row = counts[(slot * labelCount)..<((slot + 1) * labelCount)]
    let count = row.reduce(0) { $0 + Int($1) }
    let label = row.indices.max { row[$0] < row[$1] } ?? row.startIndex
    return Leak.Part(
      text: "", label: label - row.startIndex, count: count, share: Double(row[label]) / Double(max(1, count)))
  }

  /// Takes as long as the text in which it was seen last: only for what is named.
  private func spelling(_ slot: Int, _ texts: [String]) -> String {
    let scalars = texts[Int(lastText[slot])].unicodeScalars
    let text = scalars.dropFirst(Int(places[slot].lowerBound)).prefix(places[slot].count)
    return String(String.UnicodeScalarView(text))
  }

  private func groupLeak(_ kind: Mark.Kind, _ texts: [String], _ labels: [Int]) -> Leak? {
    guard let found = occurrences[kind] else { return nil }
    var marksOfTexts: [(text: Int, slots: [Int])] = []
    for (text, slot) in found {
      if marksOfTexts.last?.text != Int(text) { marksOfTexts.append((Int(text), [])) }
      marksOfTexts[marksOfTexts.count - 1].slots.append(Int(slot))
    }
    let coverage = Double(marksOfTexts.count) / Double(texts.count)
    guard marksOfTexts.count >= Self.fewestTexts, coverage >= Self.group.coverage else { return nil }
    var frequencies = [Int](repeating: 0, count: labelCount)
    for (text, _) in marksOfTexts { frequencies[labels[text]] += 1 }
    let baseline = Double(frequencies.max() ?? 0) / Double(marksOfTexts.count)
    let accuracy = bayesAccuracy(marksOfTexts, labels)
    guard accuracy >= Self.group.accuracy, Self.isBetter(accuracy, than: baseline) else { return nil }
    let telling = Set(found.map { Int($0.slot) }).map { (slot: $0, part: part($0)) }
      .sorted { ($0.part.share * Double($0.part.count), $1.slot) > ($1.part.share * Double($1.part.count), $0.slot) }
      .prefix(6).map { slot, part in
        var part = part
        part.text = spelling(slot, texts)
        return part
      }
    return Leak(
      kind: kind, accuracy: accuracy, coverage: coverage, baseline: baseline, count: marksOfTexts.count,
      parts: telling)
  }

  /// The share of texts whose label naive Bayes tells by their marks, each half learned from the other.
  private func bayesAccuracy(_ texts: [(text: Int, slots: [Int])], _ labels: [Int]) -> Double {
    // Every other text of each label: labels may take turns in the file.
    var turns = [Int](repeating: 0, count: labelCount)
    let halves = texts.map { entry in
      turns[labels[entry.text]] += 1
      return turns[labels[entry.text]] % 2
    }
    var right = 0
    for half in 0...1 {
      var (priors, seen) = ([Double](repeating: 1, count: labelCount), [Int: [Double]]())
      for (index, entry) in texts.enumerated() where halves[index] != half {
        priors[labels[entry.text]] += 1
        for slot in entry.slots {
          seen[slot, default: [Double](repeating: 0, count: labelCount)][labels[entry.text]] += 1
        }
      }
      for (index, entry) in texts.enumerated() where halves[index] == half {
        let scores = (0..<labelCount).map { label in
          entry.slots.reduce(log(priors[label])) {
            guard let counts = seen[$1] else { return $0 }
            return $0 + log((counts[label] + 0.1) / (priors[label] + 0.2))
          }
        }
        right += scores.indices.max { scores[$0] < scores[$1] } == labels[entry.text] ? 1 : 0
      }
    }
    return Double(right) / Double(max(1, texts.count))
  }
}
