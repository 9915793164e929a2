import SentimentAnalysis

/// The agreement of explanations with the words that people marked, by the measures of ERASER (DeYoung et al., ACL
/// 2020, section 4.1), on words instead of tokens.
public struct Agreement: Sendable, Hashable {
  /// The mean over texts of the area under precision and recall of the words ranked by score, as scikit-learn's
  /// `average_precision_score` computes it.
  public var averagePrecision = 0.0
  /// The mean over texts of the F1 of the selected words.
  public var wordF1 = 0.0
  /// The F1 of runs of selected words against runs of marked words. Runs match if their intersection over union is at
  /// least 0.5.
  public var spanF1 = 0.0
  /// The number of texts with both marked and unmarked words.
  public var count = 0

  /// Measures texts, each with the indices of the words that people marked.
  ///
  /// In each text, the selected share of words is the share that people marked on average.
  init(_ texts: [(scores: WordScores, marked: Set<Int>)]) {
    let texts = texts.filter { !$0.marked.isEmpty && $0.marked.count < $0.scores.words.count }
    count = texts.count
    guard count > 0 else { return }
    let markedShare = texts.reduce(0) { $0 + Double($1.marked.count) / Double($1.scores.words.count) } / Double(count)
    var matched = (selected: 0.0, marked: 0.0), runs = (selected: 0, marked: 0)
    for (text, marked) in texts {
      let ranking = text.ranking
      averagePrecision += Self.averagePrecision(text.scores, marked) / Double(count)
      let selected = Set(ranking.prefix(max(1, Int((markedShare * Double(ranking.count)).rounded()))))
      let correct = Double(selected.intersection(marked).count)
      wordF1 += 2 * correct / Double(selected.count + marked.count) / Double(count)
      let (ours, theirs) = (Self.runs(selected), Self.runs(marked))
      runs = (runs.selected + ours.count, runs.marked + theirs.count)
      matched.selected += Double(ours.count { run in theirs.contains { Self.overlap(run, $0) >= 0.5 } })
      matched.marked += Double(theirs.count { run in ours.contains { Self.overlap(run, $0) >= 0.5 } })
    }
    let (precision, recall) = (
      share(matched.selected, of: Double(runs.selected)), share(matched.marked, of: Double(runs.marked))
    )
    spanF1 = share(2 * precision * recall, of: precision + recall)
  }

  /// Σ over distinct scores, descending, of the gain in recall times the precision so far.
  static func averagePrecision(_ scores: [Float], _ marked: Set<Int>) -> Double {
    let ranking = scores.indices.sorted { scores[$0] > scores[$1] }
    var (sum, correct, recalled) = (0.0, 0, 0)
    for (place, word) in ranking.enumerated() {
      if marked.contains(word) { correct += 1 }
      // Words with equal scores are added together.
      if place + 1 < ranking.count, scores[ranking[place + 1]] == scores[word] { continue }
      sum += Double(correct - recalled) * Double(correct) / Double(place + 1)
      recalled = correct
    }
    return marked.isEmpty ? 0 : sum / Double(marked.count)
  }

  /// The runs of adjacent words.
  static func runs(_ words: Set<Int>) -> [Range<Int>] { Array(RangeSet(words.map { $0..<$0 + 1 }).ranges) }

  /// Intersection over union.
  static func overlap(_ first: Range<Int>, _ second: Range<Int>) -> Double {
    let both = first.clamped(to: second).count
    return Double(both) / Double(first.count + second.count - both)
  }
}

extension WordScores {
  /// The words of which at least half is marked.
  func words(markedBy rationales: [Range<Int>]) -> Set<Int> {
    Set(
      words.indices.filter { index in
        let range = words[index].range
        return 2 * rationales.reduce(0) { $0 + $1.clamped(to: range).count } >= range.count
      })
  }
}
