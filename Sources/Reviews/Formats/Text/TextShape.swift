/// What the lines of a plain text look like, from which follows whether the text contains reviews.
///
/// The limits were measured: reviews of films, books, goods and hotels, posts and tweets, one a line, have an opinion word in 33 %
/// of the lines or more, and 2.1 % of the words or more are opinion words. Of 1,500 documents, licences, logs, headers and
/// configurations, 98 % have fewer than 1.8 %, and 99 % have such words in fewer than 17 % of the lines.
struct TextShape {
  private var lineCount = 0
  /// The lines of two words or more that are neither code nor mostly numbers.
  private var proseCount = 0
  /// The lines of logs, configurations, e-mail headers and to-do lists.
  private var structuredCount = 0
  private var opinionLineCount = 0
  private var everydayLineCount = 0
  private var opinionCount = 0
  private var legalCount = 0
  private var wordCount = 0

  /// Only the beginning of a document is examined.
  private static let maximumLines = 1000
  private static let maximumBytes = 1 << 17

  init(_ document: [UInt8]) {
    for line in Lines(document) {
      guard lineCount < Self.maximumLines, line.lowerBound < Self.maximumBytes else { break }
      let text = document.trimmed(line.lowerBound..<min(line.upperBound, line.lowerBound + Self.maximumBytes))
      if !text.isEmpty { add(document, text) }
    }
  }

  /// Whether a third of the lines or more are prose, and not of a licence. One or two lines show too little.
  var isProse: Bool {
    (lineCount <= 2 || proseCount * 3 > lineCount) && structuredCount * 3 <= lineCount
      && legalCount * 100 <= wordCount + 50
  }

  /// Whether enough lines express an opinion in English or Chinese.
  var hasOpinions: Bool {
    // A few sentences may complain in everyday words.
    if lineCount <= 12, (everydayLineCount + opinionLineCount) * 3 >= lineCount, wordCount >= 4 * lineCount {
      return true
    }
    return opinionCount > 0 && Double(opinionCount) >= 0.012 * Double(wordCount) && opinionLineCount * 5 >= lineCount
  }

  private mutating func add(_ document: [UInt8], _ line: Range<Int>) {
    var count = WordCount()
    var (symbols, digits, characters, opinions, everyday) = (0, 0, 0, 0, 0)
    var word: [UInt8] = []
    func end(_ shape: inout TextShape) {
      guard !word.isEmpty else { return }
      let text = String(decoding: word, as: UTF8.self)
      if OpinionWords.english.contains(text) { opinions += 1 }
      if OpinionWords.everyday.contains(text) { everyday += 1 }
      if OpinionWords.legal.contains(text) { shape.legalCount += 1 }
      word.removeAll(keepingCapacity: true)
    }
    for index in line {
      let byte = document[index]
      if byte.isLetter && byte < 0x80 { word.append(byte | 0x20) } else { end(&self) }
      if byte & 0xC0 == 0x80 { continue }
      characters += 1
      if byte.isDigit { digits += 1 } else if Self.symbols[Int(byte)] { symbols += 1 }
      if byte >= 0x80 || byte == UInt8(ascii: ":") {
        let first = document.scalar(at: index, before: line.upperBound).0
        opinions += OpinionWords.marks[first]?.count { document[index..<line.upperBound].starts(with: $0) } ?? 0
      }
    }
    end(&self)
    count.read(document, line)
    lineCount += 1
    wordCount += count.total
    opinionCount += opinions
    if opinions > 0 { opinionLineCount += 1 } else if everyday > 0 { everydayLineCount += 1 }
    if Self.isStructured(document[line]) { structuredCount += 1 }
    if count.total >= 2, symbols * 20 <= characters, digits * 3 <= characters { proseCount += 1 }
  }

  /// Whether a line begins like one of a log, a configuration, an e-mail's header, a chat, a to-do list or a list of versions.
  private static func isStructured(_ line: ArraySlice<UInt8>) -> Bool {
    let start = String(decoding: line.prefix(48), as: UTF8.self)
    return start.prefixMatch(
      of:
        #/[\[(]?(?:\d{4}[-/.]\d\d?[-/.]\d\d?|\d\d?:\d\d\b|[A-Z][a-z]{2} [ \d]\d \d\d:\d\d)|[-*] ?\[[ xX]\]|\[[ xX]\]|[vV]?\d+\.\d+(?:\.\d+)?(?: \(|$| -)|[Vv]ersion \d|(?:From|To|Cc|Date|Subject|Sent|Reply-To|Message-ID|Received):|[\w.-]{1,30} ?=|\[[\w .-]{1,30}\]$/#
    ) != nil
  }

  /// Characters that prose rarely has.
  private static let symbols = (0..<256).map { byte in "{}<>=;|\\_$`".utf8.contains(UInt8(byte)) }
}
