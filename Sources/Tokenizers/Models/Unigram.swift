/// Splits words into the pieces whose scores, logarithms of probabilities, have the greatest sum.
///
/// Follows `Unigram` (tokenizers, models/unigram/model.rs) with its optimised Viterbi search: of equal sums the first
/// found wins, whose last piece starts first. Characters without a piece are unknown; adjacent unknown characters become
/// one token.
struct Unigram: Sendable {
  let vocabulary: Vocabulary
  let unknownID: Int
  /// By id.
  private let scores: [Double]
  private let unknownScore: Double
  /// See ``Vocabulary/byteIDs``; empty without byte fallback.
  private let byteIDs: [Int32?]

  /// - Parameters:
  ///   - scores: one for each id.
  ///   - fallsBackToBytes: whether unknown characters become pieces for their bytes if the vocabulary has them all.
  init(vocabulary: Vocabulary, scores: [Double], unknownID: Int, fallsBackToBytes: Bool) {
    self.vocabulary = vocabulary
    self.scores = scores
    self.unknownID = unknownID
    // The penalty of the original; unknown is less likely than any piece.
    unknownScore = (scores.min() ?? 0) - 10
    byteIDs = fallsBackToBytes ? vocabulary.byteIDs : []
  }

  /// The number of pieces, including duplicates.
  var pieceCount: Int { scores.count }

  /// The best split of a word up to one of its bytes.
  fileprivate struct Best {
    var score: Double
    /// The start of the last piece; −1 if no split ends here.
    var start: Int32
    var id: Int32
  }

  /// The search's memory, reused from word to word.
  struct Lattice {
    fileprivate var best: [Best] = []
  }

  /// Appends the tokens of one word of a normalised text.
  func tokenize(
    _ word: Range<Int>, number: Int, of normalized: NormalizedText, in text: [UInt8], using lattice: inout Lattice,
    into tokens: inout [Token]
  ) {
    search(word, normalized.bytes, &lattice.best)
    let count = tokens.count
    var end = word.count
    while end > 0 {
      var start = Int(lattice.best[end].start)
      var id = Int(lattice.best[end].id)
      if id == unknownID {
        while start > 0, Int(lattice.best[start].id) == unknownID { start = Int(lattice.best[start].start) }
        id = -1
      }
      let part = word.lowerBound + start..<word.lowerBound + end
      let range = normalized.range(of: part, in: text)
      if id >= 0 {
        tokens.append(Token(id: id, range: range, word: number))
      } else {
        appendUnknown(normalized.bytes[part], range, number, into: &tokens)
      }
      end = start
    }
    tokens[count...].reverse()
  }

  /// Finds the best split that ends at each byte, from front to back.
  private func search(_ word: Range<Int>, _ bytes: [UInt8], _ best: inout [Best]) {
    best.removeAll(keepingCapacity: true)
    best.append(contentsOf: repeatElement(Best(score: 0, start: -1, id: -1), count: word.count + 1))
    var start = word.lowerBound
    while start < word.upperBound {
      let here = best[start - word.lowerBound].score
      let length = min(scalarLength(bytes[start]), word.upperBound - start)
      var hasPiece = false
      var node = PieceTrie.root
      for index in start..<word.upperBound {
        guard let next = vocabulary.trie.child(of: node, bytes[index]) else { break }
        node = next
        guard let id = vocabulary.trie.value(at: node) else { continue }
        updateBest(here + scores[id], from: start, id, at: index + 1, of: word, &best)
        if index + 1 - start == length { hasPiece = true }
      }
      if !hasPiece { updateBest(here + unknownScore, from: start, unknownID, at: start + length, of: word, &best) }
      start += length
    }
  }

  @inline(__always)
  private func updateBest(
    _ score: Double, from start: Int, _ id: Int, at end: Int, of word: Range<Int>, _ best: inout [Best]
  ) {
    let index = end - word.lowerBound
    guard best[index].start < 0 || score > best[index].score else { return }
    best[index] = Best(
      score: score, start: Int32(truncatingIfNeeded: start - word.lowerBound), id: Int32(truncatingIfNeeded: id))
  }

  /// Appends the tokens of an unknown part in reverse order.
  private func appendUnknown(_ part: ArraySlice<UInt8>, _ range: Range<Int>, _ number: Int, into tokens: inout [Token])
  {
    // Scalars that are unknown one by one can form a piece with a very low score.
    if let id = vocabulary.trie.value(of: part) {
      tokens.append(Token(id: id, range: range, word: number))
    } else if !byteIDs.isEmpty, part.allSatisfy({ byteIDs[Int($0)] != nil }) {
      for byte in part.reversed() {
        tokens.append(Token(id: byteIDs[Int(byte)].map { Int($0) } ?? unknownID, range: range, word: number))
      }
    } else {
      tokens.append(Token(id: unknownID, range: range, word: number))
    }
  }
}
