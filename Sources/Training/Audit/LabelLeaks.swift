import Foundation

/// Finds words and markup that give a label away: features that a model would learn instead of the text.
///
/// Words do predict sentiment, and none is suspicious for that. But no word that people write by themselves is *nearly
/// always* right *and* in many texts: in reviews of films, books, hotels and goods, English and Chinese, a word that
/// occurs in 5 % of the texts or more is right on at most 97 % of them ("great", in Yelp's sentences). So a word leaks
/// from 98 % on, unless it is a word of opinion.
///
/// Markup (emoticons in brackets, tags, emoji, …) is judged as a group, since that is how it gets into data: posts that
/// were collected and labelled by their emoticons. A naive Bayes classifier reads nothing else; it learns on half of
/// the texts and is measured on the other half. A group leaks from 90 % accuracy on 10 % of the texts. Weibo's words in
/// brackets are right on 98 % of all posts; those of posts labelled by hand, and IMDB's tags, are far below.
///
/// Among thousands of words, some predict a rare label by chance. So a leak must also be right more often than labels drawn
/// by lot would make it; see `isMoreThanChance`.
struct LabelLeaks {
  struct Leak {
    /// A feature and the label that it predicts.
    struct Predictor {
      var text: String
      var label: Int
      var count: Int
      var share: Double
    }
    var kind: TextFeature.Kind
    /// Whether all marks of the kind are judged together, not one mark or word alone.
    var isGroup: Bool
    /// Over the texts that have the feature: the share that it labels correctly, their share of all texts, and the
    /// share of their most frequent label.
    var accuracy: Double
    var coverage: Double
    var baseline: Double
    var count: Int
    /// The features that predict best.
    var predictors: [Predictor]
  }

  private static let wordLimit = (accuracy: 0.98, coverage: 0.05)
  private static let groupLimit = (accuracy: 0.9, coverage: 0.1)
  /// In fewer texts, a leak may be chance.
  private static let minimumTexts = 30
  /// The logarithm of the chance of a false warning in a data set whose labels are drawn by lot: one in a million.
  private static let logSignificance = log(1e-6)
  /// Limits of memory, with few labels and with many; a feature that appears only after so many others is rare.
  private static let maximumFeatures = 1 << 21
  private static let maximumCounts = 1 << 24

  private let labelCount: Int
  private var slots: [UInt64: Int32] = [:]
  private var kinds: [TextFeature.Kind] = []
  /// The texts with each feature, by label [features, labels].
  private var counts: [Int32] = []
  /// The last text that has the feature, and where in it, to quote it.
  private var lastText: [Int32] = []
  private var places: [Range<Int32>] = []
  /// Each feature of a group once per text, in the order of texts.
  private var occurrences: [TextFeature.Kind: [(text: Int32, slot: Int32)]] = [:]

  /// The groups and words that leak, the most predictive first.
  static func find(in texts: [String], labels: [Int], labelCount: Int) -> [Leak] {
    var leaks = Self(labelCount: labelCount)
    for (index, text) in texts.enumerated() { leaks.count(text, Int32(index), label: labels[index]) }
    return leaks.leaks(texts, labels)
  }

  private init(labelCount: Int) { self.labelCount = labelCount }

  private mutating func count(_ text: String, _ index: Int32, label: Int) {
    let scalars = Array(text.unicodeScalars)
    TextFeature.forEach(in: scalars) { feature in
      let key = stableHash(scalars[feature.range].lazy.map(lowercased)) &+ UInt64(feature.kind.rawValue)
      let slot: Int
      if let known = slots[key] {
        slot = Int(known)
        guard lastText[slot] != index else { return }
      } else {
        guard kinds.count < Self.maximumFeatures, counts.count < Self.maximumCounts else { return }
        slot = kinds.count
        slots[key] = Int32(slot)
        kinds.append(feature.kind)
        counts.append(contentsOf: repeatElement(0, count: labelCount))
        lastText.append(index)
        places.append(0..<0)
      }
      lastText[slot] = index
      places[slot] = Int32(feature.range.lowerBound)..<Int32(feature.range.upperBound)
      counts[slot * labelCount + label] += 1
      if feature.kind.group != nil { occurrences[feature.kind, default: []].append((index, Int32(slot))) }
    }
  }

  private func leaks(_ texts: [String], _ labels: [Int]) -> [Leak] {
    var totals = [Int](repeating: 0, count: labelCount)
    for label in labels { totals[label] += 1 }
    let groups = TextFeature.Kind.allCases.compactMap { groupLeak($0, texts, labels) }
    let named = Set(groups.map(\.kind))
    let frequent = kinds.indices.count { predictor($0).count >= Self.minimumTexts }
    let words = kinds.indices.compactMap { slot -> Leak? in
      guard !named.contains(kinds[slot]) else { return nil }
      var predictor = predictor(slot)
      let baseline = Double(totals[predictor.label]) / Double(max(1, labels.count))
      let coverage = Double(predictor.count) / Double(max(1, labels.count))
      guard predictor.count >= Self.minimumTexts, coverage >= Self.wordLimit.coverage,
        predictor.share >= Self.wordLimit.accuracy,
        Self.isBetter(predictor.share, than: baseline),
        isMoreThanChance(predictor.share, of: predictor.count, baseline, among: frequent)
      else { return nil }
      predictor.text = spelling(slot, texts)
      guard kinds[slot] != .word || !OpinionWords.contains(predictor.text) else { return nil }
      return Leak(
        kind: kinds[slot], isGroup: false, accuracy: predictor.share, coverage: coverage, baseline: predictor.share,
        count: predictor.count,
        predictors: [predictor])
    }
    return (groups + words).sorted { $0.accuracy * $0.coverage > $1.accuracy * $1.coverage }
  }

  /// If nearly all texts have one label, every feature predicts it: a leak must make at most half of the baseline's
  /// errors.
  private static func isBetter(_ accuracy: Double, than baseline: Double) -> Bool {
    1 - accuracy <= (1 - baseline) / 2
  }

  /// Whether a share of correct texts is more than chance at the baseline gives any of `tries` marks, each for any label.
  private func isMoreThanChance(_ accuracy: Double, of count: Int, _ baseline: Double, among tries: Int) -> Bool {
    let correct = Int((accuracy * Double(count)).rounded())
    return logBinomialTail(correct, of: count, probability: baseline) + log(Double(tries * labelCount))
      < Self.logSignificance
  }

  /// The `text` stays empty.
  private func predictor(_ slot: Int) -> Leak.Predictor {
    let row = counts[(slot * labelCount)..<((slot + 1) * labelCount)]
    let count = row.reduce(0) { $0 + Int($1) }
    let label = row.indices.max { row[$0] < row[$1] } ?? row.startIndex
    return Leak.Predictor(
      text: "", label: label - row.startIndex, count: count, share: Double(row[label]) / Double(max(1, count)))
  }

  /// Scans the text from its start, so call it only for features that are reported.
  private func spelling(_ slot: Int, _ texts: [String]) -> String {
    let scalars = texts[Int(lastText[slot])].unicodeScalars
    let text = scalars.dropFirst(Int(places[slot].lowerBound)).prefix(places[slot].count)
    return String(String.UnicodeScalarView(text))
  }

  private func groupLeak(_ kind: TextFeature.Kind, _ texts: [String], _ labels: [Int]) -> Leak? {
    guard let found = occurrences[kind] else { return nil }
    var featuresOfTexts: [(text: Int, slots: [Int])] = []
    for (text, slot) in found {
      if featuresOfTexts.last?.text != Int(text) { featuresOfTexts.append((Int(text), [])) }
      featuresOfTexts[featuresOfTexts.count - 1].slots.append(Int(slot))
    }
    let coverage = Double(featuresOfTexts.count) / Double(texts.count)
    guard featuresOfTexts.count >= Self.minimumTexts, coverage >= Self.groupLimit.coverage else { return nil }
    var frequencies = [Int](repeating: 0, count: labelCount)
    for (text, _) in featuresOfTexts { frequencies[labels[text]] += 1 }
    let baseline = Double(frequencies.max() ?? 0) / Double(featuresOfTexts.count)
    let accuracy = bayesAccuracy(featuresOfTexts, labels)
    guard accuracy >= Self.groupLimit.accuracy, Self.isBetter(accuracy, than: baseline),
      isMoreThanChance(accuracy, of: featuresOfTexts.count, baseline, among: TextFeature.Kind.allCases.count)
    else { return nil }
    let candidates = Set(found.map { Int($0.slot) }).map { slot in
      let predictor = predictor(slot)
      return (slot: slot, predictor: predictor, correct: predictor.share * Double(predictor.count))
    }
    let best = candidates.sorted { ($0.correct, $1.slot) > ($1.correct, $0.slot) }.prefix(6)
    let predictors = best.map { candidate in
      var predictor = candidate.predictor
      predictor.text = spelling(candidate.slot, texts)
      return predictor
    }
    return Leak(
      kind: kind, isGroup: true, accuracy: accuracy, coverage: coverage, baseline: baseline,
      count: featuresOfTexts.count,
      predictors: predictors)
  }

  /// The share of texts whose label naive Bayes predicts from their features, each half learned from the other.
  private func bayesAccuracy(_ texts: [(text: Int, slots: [Int])], _ labels: [Int]) -> Double {
    // Take every other text of each label, since labels may alternate in the file.
    var turns = [Int](repeating: 0, count: labelCount)
    let halves = texts.map { entry in
      turns[labels[entry.text]] += 1
      return turns[labels[entry.text]] % 2
    }
    var correct = 0
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
        correct += scores.indices.max { scores[$0] < scores[$1] } == labels[entry.text] ? 1 : 0
      }
    }
    return Double(correct) / Double(max(1, texts.count))
  }
}
