/// Byte-pair encoding: splits words into pieces by merging their characters into longer pieces, in the order in which the
/// vocabulary learnt the merges.
///
/// Follows `BPE` (tokenizers, models/bpe/model.rs). Most words merge into one piece; `init` finds these pieces, so that
/// they need no merging later.
struct BytePairEncoding: Sendable {
  struct Settings: Sendable, Hashable {
    /// The token for characters that the vocabulary lacks; nil drops them.
    var unknownToken: String?
    /// Whether adjacent unknown characters become one token.
    var fusesUnknown = false
    /// The prefix of pieces that continue a word.
    var continuationPrefix = ""
    /// The suffix of pieces that end a word.
    var endSuffix = ""
    /// Whether characters that the vocabulary lacks become pieces for their bytes, such as `<0x0A>`, if it has them all.
    var fallsBackToBytes = false
    /// Whether a word that is a piece becomes that piece, even if merging would not produce it.
    var ignoresMerges = false
  }

  let vocabulary: Vocabulary
  let unknownID: Int?
  private let settings: Settings
  private let merges: MergeTable
  /// For each trie node, the id of the word that merges into one token; −1 if it merges into several. Nil if every piece
  /// does.
  private var wholeWords: [Int32]?
  /// The trie node after the prefix, where pieces that continue a word start; nil if no piece has the prefix.
  private let continuation: PieceTrie.Node?
  /// See ``Vocabulary/byteIDs``.
  private let byteIDs: [Int32?]

  init(vocabulary: Vocabulary, merges: MergeTable, _ settings: Settings) {
    self.vocabulary = vocabulary
    self.settings = settings
    self.merges = merges
    unknownID = settings.unknownToken.flatMap { vocabulary.id(of: $0) }
    continuation = vocabulary.trie.node(of: settings.continuationPrefix.utf8)
    byteIDs = vocabulary.byteIDs
    if !settings.ignoresMerges { wholeWords = findWholeWords() }
  }

  /// Finds the pieces that merge into one token as words, except very long ones, which are hardly ever words.
  private func findWholeWords() -> [Int32] {
    var words = [Int32](repeating: -1, count: vocabulary.trie.nodeCount)
    vocabulary.forEach { _, piece in
      let word = Array(piece.utf8.prefix(256))
      if let symbol = mergedSymbols(of: word[...]).onlySymbol, symbol.length == piece.utf8.count,
        let node = vocabulary.trie.node(of: word)
      {
        words[Int(node)] = symbol.id
      }
    }
    return words
  }

  /// The id of a word that merges into one token.
  private func wholeWord(_ word: ArraySlice<UInt8>) -> Int? {
    guard let node = vocabulary.trie.node(of: word) else { return nil }
    guard let wholeWords else { return vocabulary.trie.value(at: node) }
    let id = wholeWords[Int(node)]
    return id < 0 ? nil : Int(id)
  }

  /// Appends the tokens of one word.
  func tokenize(
    _ word: Range<Int>, number: Int, of normalized: NormalizedText, in text: [UInt8], into tokens: inout [Token]
  ) {
    if let id = wholeWord(normalized.bytes[word]) {
      tokens.append(Token(id: id, range: normalized.range(of: word, in: text), word: number))
      return
    }
    var start = word.lowerBound
    mergedSymbols(of: normalized.bytes[word]).forEach { symbol in
      let end = start + Int(symbol.length)
      tokens.append(Token(id: Int(symbol.id), range: normalized.range(of: start..<end, in: text), word: number))
      start = end
    }
  }

  /// The symbols of a word after all merges.
  private func mergedSymbols(of word: ArraySlice<UInt8>) -> SymbolChain {
    var chain = SymbolChain(capacity: word.count)
    var unknown: (id: Int32, length: Int)?
    var index = word.startIndex
    while index < word.endIndex {
      let end = min(index + scalarLength(word[index]), word.endIndex)
      if let id = id(of: word[index..<end], isFirst: index == word.startIndex, isLast: end == word.endIndex) {
        if let run = unknown { chain.append(id: run.id, length: run.length) }
        unknown = nil
        chain.append(id: id, length: end - index)
      } else if settings.fallsBackToBytes, word[index..<end].allSatisfy({ byteIDs[Int($0)] != nil }) {
        for byte in word[index..<end] { byteIDs[Int(byte)].map { chain.append(id: $0, length: 1) } }
      } else if let id = unknownID {
        if let run = unknown, !settings.fusesUnknown { chain.append(id: run.id, length: run.length) }
        let before = settings.fusesUnknown ? unknown?.length ?? 0 : 0
        unknown = (Int32(id), before + end - index)
      }
      index = end
    }
    if let run = unknown { chain.append(id: run.id, length: run.length) }
    chain.merge(by: merges)
    return chain
  }

  /// The piece of a single character, before any merge.
  private func id(of character: ArraySlice<UInt8>, isFirst: Bool, isLast: Bool) -> Int32? {
    let trie = vocabulary.trie
    guard let start = isFirst ? PieceTrie.root : continuation, let node = trie.node(of: character, from: start),
      let end = isLast ? trie.node(of: settings.endSuffix.utf8, from: node) : node
    else { return nil }
    return trie.value(at: end).map { Int32($0) }
  }
}
