import SentimentAnalysis

/// How far an explanation names the words that people marked, by the measures of ERASER (DeYoung et al., ACL 2020, section
/// 4.1), on words instead of tokens.
public struct Agreement: Sendable, Hashable {
  /// Of the words ranked by their score: the area under precision and recall, as scikit-learn's `average_precision_score`
  /// has it, the mean over texts.
  public var averagePrecision = 0.0
  /// The mean over texts of the F1 of the words named.
  public var wordF1 = 0.0
  /// Runs of words named against runs of words marked; one is found where they share half of the words that are in either.
  public var spanF1 = 0.0
  /// Texts with words marked and others not.
  public var count = 0

  /// Over texts, of which each has the numbers of the words that people marked.
  ///
  /// Of each text as large a share of the words is named as people marked on average.
  init(_ texts: [(scores: WordScores, marked: Set<Int>)]) {
    let texts = texts.filter { !$0.marked.isEmpty && $0.marked.count < $0.scores.words.count }
    count = texts.count
    guard count > 0 else { return }
    let markedShare = texts.reduce(0) { $0 + Double($1.marked.count) / Double($1.scores.words.count) } / Double(count)
    var found = (named: 0.0, marked: 0.0), runs = (named: 0, marked: 0)
    for (text, marked) in texts {
      let ranking = text.ranking
      averagePrecision += Self.averagePrecision(text.scores, marked) / Double(count)
      let named = Set(ranking.prefix(max(1, Int((markedShare * Double(ranking.count)).rounded()))))
      let right = Double(named.intersection(marked).count)
      wordF1 += 2 * right / Double(named.count + marked.count) / Double(count)
      let (ours, theirs) = (Self.runs(named), Self.runs(marked))
      runs = (runs.named + ours.count, runs.marked + theirs.count)
      found.named += Double(ours.count { run in theirs.contains { Self.overlap(run, $0) >= 0.5 } })
      found.marked += Double(theirs.count { run in ours.contains { Self.overlap(run, $0) >= 0.5 } })
    }
    let (precision, recall) = (share(found.named, of: Double(runs.named)), share(found.marked, of: Double(runs.marked)))
    spanF1 = share(2 * precision * recall, of: precision + recall)
  }

  /// Σ over distinct scores, falling, of the gain in recall times the precision so far.
  static func averagePrecision(_ scores: [Float], _ marked: Set<Int>) -> Double {
    let ranking = scores.indices.sorted { scores[$0] > scores[$1] }
    var (sum, right, recalled) = (0.0, 0, 0)
    for (place, word) in ranking.enumerated() {
      if marked.contains(word) { right += 1 }
      // Words of one score come in together.
      if place + 1 < ranking.count, scores[ranking[place + 1]] == scores[word] { continue }
      sum += Double(right - recalled) * Double(right) / Double(place + 1)
      recalled = right
    }
    return marked.isEmpty ? 0 : sum / Double(marked.count)
  }

  /// Words that follow each other.
  static func runs(_ words: Set<Int>) -> [Range<Int>] { Array(RangeSet(words.map { $0..<$0 + 1 }).ranges) }

  /// Intersection over union.
  static func overlap(_ first: Range<Int>, _ second: Range<Int>) -> Double {
    let both = first.clamped(to: second).count
    return Double(both) / Double(first.count + second.count - both)
  }
}

extension WordScores {
  /// The words of which at least half lies in what was marked.
  func words(markedBy rationales: [Range<Int>]) -> Set<Int> {
    Set(
      words.indices.filter { index in
        let range = words[index].range
        return 2 * rationales.reduce(0) { $0 + $1.clamped(to: range).count } >= range.count
      })
  }
}
