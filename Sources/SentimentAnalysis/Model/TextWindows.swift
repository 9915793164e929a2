import BERT
import Tensors

// W windows of all texts · M tokens that heads read · L labels

/// The texts of one pass and the windows in which they are read. What the model says of the windows of a text is merged by their
/// weights, so that the merged explanation still splits the merged logit.
struct TextWindows {
  /// The tagged words of each text; none unless a head reads words.
  let words: [[TaggedWord]]
  /// All windows, text by text.
  let batch: Batch
  /// The ids of each window.
  let ids: [[Int]]
  /// The windows of each text, as indices into the batch.
  private let windows: [Range<Int>]
  /// The texts.
  let texts: [(text: String, encoded: TextEncoder.Encoded)]
  private let weights: [[Float]]
  /// The places of the words among the ids of each window; nil unless a head reads words.
  private let read: [[Int]]?

  init(_ texts: [(text: String, encoded: TextEncoder.Encoded)], readsWords: Bool) {
    self.texts = texts
    let words = texts.map { readsWords ? TaggedWord.find(in: $0.text, $0.encoded.tokens) : [] }
    self.words = words
    var windows: [Range<Int>] = []
    var (ids, read): ([[Int]], [[Int]]) = ([], [])
    for (text, words) in zip(texts.map(\.encoded), words) {
      windows.append(ids.count..<ids.count + text.windows.count)
      for (index, window) in text.windows.enumerated() {
        ids.append(text.ids(ofWindow: index))
        // The first id is [CLS].
        read.append(words[words.held(by: window)].map { $0.token - window.lowerBound + 1 })
      }
    }
    self.windows = windows
    self.ids = ids
    weights = texts.map { $0.encoded.windowWeights.map(Float.init) }
    self.read = readsWords ? read : nil
    batch = Batch(ids, reading: self.read)
  }

  /// Whether every text has one window.
  var areWhole: Bool { windows.allSatisfy { $0.count == 1 } }

  /// The rows [W, L] of [CLS], merged: one row for each text.
  func merged(_ rows: Matrix) -> [[Float]] {
    zip(windows, weights).map { windows, weights in
      if windows.count == 1 { return rows.row(windows.lowerBound) }
      var sum = [Float](repeating: 0, count: rows.columns)
      for (window, weight) in zip(windows, weights) {
        for column in sum.indices { sum[column] += weight * rows[window, column] }
      }
      return sum
    }
  }

  /// The contrast of the text of each window, for logits [W, L].
  func contrasts(_ logits: Matrix, _ problem: Problem) -> [Contrast] {
    contrasts(merged(logits).map { Contrast($0, problem) })
  }

  /// The contrast of the text of each window, for those of the texts.
  func contrasts(_ texts: [Contrast]) -> [Contrast] {
    zip(windows, texts).flatMap { Array(repeating: $1, count: $0.count) }
  }

  /// The rows [M, L] of words, merged: one row for each tagged word of each text, the mean over the windows that hold it.
  func mergedWords(_ rows: Matrix) -> [[[Float]]] {
    zip(zip(texts.map(\.encoded), windows), words).map { text, words in
      var sums = words.map { _ in [Float](repeating: 0, count: rows.columns) }
      var counts = words.map { _ in Float(0) }
      for (window, tokens) in zip(text.1, text.0.windows) {
        for (place, word) in words.held(by: tokens).enumerated() {
          let row = batch.readOffsets[window] + 1 + place
          counts[word] += 1
          for column in 0..<rows.columns { sums[word][column] += rows[row, column] }
        }
      }
      return zip(sums, counts).map { sum, count in count == 1 ? sum : sum.map { $0 / max(1, count) } }
    }
  }

  /// The scores of all tokens of a text between those of the special ones, merged over its windows.
  func merged(_ attributions: [Attribution], ofText index: Int) -> Attribution {
    let (text, windows) = (texts[index].encoded, windows[index])
    if windows.count == 1 { return attributions[windows.lowerBound] }
    var merged = Attribution(scores: [Float](repeating: 0, count: text.tokens.count + 2), contrast: 0)
    for ((window, tokens), weight) in zip(zip(windows, text.windows), weights[index]) {
      let attribution = attributions[window]
      merged.contrast += weight * attribution.contrast
      merged.scores[0] += weight * attribution.scores[0]
      merged.scores[merged.scores.count - 1] += weight * (attribution.scores.last ?? 0)
      for (place, token) in tokens.enumerated() { merged.scores[token + 1] += weight * attribution.scores[place + 1] }
    }
    return merged
  }

  /// The window that holds most words of a span, by its place in the text, and the words' places among its ids; nil if no window
  /// holds one.
  func window(of span: Range<Int>, ofText index: Int) -> (window: Int, read: [Int])? {
    let (words, ranges) = (words[index][span], texts[index].encoded.windows)
    func held(_ window: Int) -> [Int] {
      words.filter { ranges[window].contains($0.token) }.map { $0.token - ranges[window].lowerBound + 1 }
    }
    let best = ranges.indices.max { held($0).count < held($1).count }
    return best.flatMap { held($0).isEmpty ? nil : ($0, held($0)) }
  }

  /// Batches of windows in their order, each of at most `tokens` tokens or of one window.
  func batches(tokens: Int) -> [Batch] {
    guard batch.ids.count > tokens, ids.count > 1 else { return [batch] }
    var groups: [Range<Int>] = []
    var room = 0
    for window in ids.indices {
      if groups.isEmpty || ids[window].count > room {
        groups.append(window..<window)
        room = tokens
      }
      groups[groups.count - 1] = groups[groups.count - 1].lowerBound..<window + 1
      room -= ids[window].count
    }
    return groups.map { group in Batch(Array(ids[group]), reading: read.map { Array($0[group]) }) }
  }

  /// The scores of all tokens of a text, of which only one window was explained.
  func widened(_ attribution: Attribution, window: Int, ofText index: Int) -> Attribution {
    let (text, tokens) = (texts[index].encoded, texts[index].encoded.windows[window])
    var widened = Attribution(
      scores: [Float](repeating: 0, count: text.tokens.count + 2), contrast: attribution.contrast)
    for (place, score) in attribution.scores.enumerated() {
      // The special tokens of the window count at the ends of the text.
      let isEnd = place == attribution.scores.count - 1
      widened.scores[place == 0 ? 0 : isEnd ? text.tokens.count + 1 : tokens.lowerBound + place] += score
    }
    return widened
  }
}

extension [TaggedWord] {
  /// The words whose first token is in a range, found by bisection.
  fileprivate func held(by tokens: Range<Int>) -> Range<Int> {
    func first(from token: Int) -> Int {
      var (low, high) = (0, count)
      while low < high {
        let middle = (low + high) / 2
        if self[middle].token < token { low = middle + 1 } else { high = middle }
      }
      return low
    }
    return first(from: tokens.lowerBound)..<first(from: tokens.upperBound)
  }
}
