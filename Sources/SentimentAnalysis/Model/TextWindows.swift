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
        read.append(words.map(\.token).filter(window.contains).map { $0 - window.lowerBound + 1 })
      }
    }
    self.windows = windows
    self.ids = ids
    weights = texts.map { $0.encoded.windowWeights.map(Float.init) }
    batch = Batch(ids, reading: readsWords ? read : nil)
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

  /// The likeliest label of the text of each window, for logits [W, L].
  func labels(_ logits: Matrix) -> [Int] {
    zip(windows, merged(logits)).flatMap { windows, logits in
      Array(repeating: logits.indices.max { logits[$0] < logits[$1] } ?? 0, count: windows.count)
    }
  }

  /// The rows [M, L] of words, merged: one row for each tagged word of each text, the mean over the windows that hold it.
  func mergedWords(_ rows: Matrix) -> [[[Float]]] {
    zip(zip(texts.map(\.encoded), windows), words).map { text, words in
      var sums = words.map { _ in [Float](repeating: 0, count: rows.columns) }
      var counts = words.map { _ in Float(0) }
      for (window, tokens) in zip(text.1, text.0.windows) {
        let held = words.indices.filter { tokens.contains(words[$0].token) }
        for (place, word) in held.enumerated() {
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

  /// A window that holds these words of a text, by its place in the text, and the words' places among its ids; nil if none
  /// holds them all.
  func window(of span: Range<Int>, ofText index: Int) -> (window: Int, read: [Int])? {
    let tokens = words[index][span].map(\.token)
    let ranges = texts[index].encoded.windows
    guard let window = ranges.indices.first(where: { tokens.allSatisfy(ranges[$0].contains) }) else { return nil }
    return (window, tokens.map { $0 - ranges[window].lowerBound + 1 })
  }

  /// The scores of all tokens of a text, of which only one window was explained.
  func widened(_ attribution: Attribution, window: Int, ofText index: Int) -> Attribution {
    let (text, tokens) = (texts[index].encoded, texts[index].encoded.windows[window])
    var widened = Attribution(scores: [Float](repeating: 0, count: text.tokens.count + 2), contrast: attribution.contrast)
    for (place, score) in attribution.scores.enumerated() {
      // The special tokens of the window count at the ends of the text.
      let isEnd = place == attribution.scores.count - 1
      widened.scores[place == 0 ? 0 : isEnd ? text.tokens.count + 1 : tokens.lowerBound + place] += score
    }
    return widened
  }
}
