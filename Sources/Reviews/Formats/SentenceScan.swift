/// Finds the ends of the sentences of a text. A place is an index into `scalars`.
struct SentenceScan {
  let scalars: [Unicode.Scalar]
  /// The UTF-8 offset of each scalar, and of the end of the text.
  let offsets: [Int]
  /// The lengths of emoticons, by the places of their first scalars.
  private let emoticons: [Int: Int]

  init(_ text: String) {
    scalars = Array(text.unicodeScalars)
    var offsets = [0]
    offsets.reserveCapacity(scalars.count + 1)
    var offset = 0
    var places: [Int: Int] = [:]
    let ranges = Emoticon.ranges(in: Array(text.utf8))
    let lengths = Dictionary(ranges.map { ($0.lowerBound, $0.count) }) { first, _ in first }
    for (place, scalar) in scalars.enumerated() {
      if let length = lengths[offset] { places[place] = length }
      offset += UTF8.width(scalar)
      offsets.append(offset)
    }
    self.offsets = offsets
    emoticons = places
  }

  func skippingSpace(from start: Int) -> Int {
    var place = start
    while place < scalars.count, scalars[place].isSpace { place += 1 }
    return place
  }

  func droppingSpace(before end: Int) -> Int {
    var place = end
    while place > 0, scalars[place - 1].isSpace { place -= 1 }
    return place
  }

  /// The end of the sentence that begins at `start`, which must not be white space.
  func endOfSentence(from start: Int) -> Int {
    var place = start
    var hasOpenQuote = false
    while place < scalars.count {
      let scalar = scalars[place]
      if isLineBreak(scalar), endsAtLineBreak(place) { return place }
      if isStop(scalar) {
        let run = place..<endOfRun(place)
        let stop = Stop(run: run, end: endOfClosers(run.upperBound, hasOpenQuote: hasOpenQuote), start: start)
        if endsSentence(stop) { return endOfMarks(after: stop.end) }
        for index in place..<stop.end where scalars[index] == "\"" { hasOpenQuote.toggle() }
        place = stop.end
      } else {
        if scalar == "\"" { hasOpenQuote.toggle() }
        place += 1
      }
    }
    return place
  }

  /// A run of full stops, question marks and the like, with the closing quotes and brackets after it.
  private struct Stop {
    var run: Range<Int>
    /// The end of the closing quotes and brackets.
    var end: Int
    /// The start of the sentence.
    var start: Int
  }

  private func endsSentence(_ stop: Stop) -> Bool {
    let marks = scalars[stop.run]
    guard stop.end < scalars.count else { return true }
    let next = scalars[stop.end]
    if marks.contains(where: { "。！？｡．".unicodeScalars.contains($0) }) { return !continues(after: stop) }
    let isDirect = !next.isIdeograph && (next.properties.isAlphabetic || next.properties.numericType != nil)
    if marks.allSatisfy({ $0 == "." || $0 == "…" }) {
      if marks.count > 1 || marks.first == "…" {
        if next.isIdeograph { return false }
        return scalar(at: skippingSpace(from: stop.end)).map { !$0.properties.isLowercase } ?? true
      }
      if isDirect && stop.end == stop.run.upperBound { return false }
      if stop.end == stop.run.upperBound, isAbbreviation(stop) { return false }
      return !continues(after: stop)
    }
    // A question mark in a URL, or an exclamation mark in a name: `Yahoo!s`.
    if isDirect && stop.end == stop.run.upperBound {
      return !next.isASCII || next.properties.isUppercase
    }
    return !continues(after: stop)
  }

  /// Whether closing quotes or brackets follow the stop and the surrounding sentence continues in lower case.
  private func continues(after stop: Stop) -> Bool {
    guard stop.end > stop.run.upperBound else { return false }
    return scalar(at: skippingSpace(from: stop.end))?.properties.isLowercase ?? false
  }

  /// Whether the single dot belongs to an abbreviation, initial or number.
  private func isAbbreviation(_ stop: Stop) -> Bool {
    let dot = stop.run.lowerBound
    var first = dot
    while first > stop.start,
      scalars[first - 1].properties.isAlphabetic && !scalars[first - 1].isIdeograph
        || scalars[first - 1] == "."
    {
      first -= 1
    }
    if first == dot { return isItemNumber(stop) }
    let word = String(String.UnicodeScalarView(scalars[first..<dot])).lowercased()
    let nextPlace = skippingSpace(from: stop.end)
    guard let next = scalar(at: nextPlace) else { return false }
    if Abbreviations.beforeNumbers.contains(word) { return next.properties.numericType != nil }
    if Abbreviations.titles.contains(word) { return true }
    let isCapital = next.properties.isUppercase
    if Abbreviations.closing.contains(word) { return next.properties.isLowercase || next == "," }
    let isInitial = dot - first == 1 && scalars[first].properties.isUppercase
    guard isInitial || Abbreviations.dotted.contains(word) || word.contains(".") else { return false }
    // A capitalized function word is no name, so it begins a new sentence: "in the U.S. The room …".
    return !(isCapital && FunctionWords.contains(self.word(at: nextPlace))) && !next.isIdeograph
  }

  /// Whether the dot follows the number of a list item: `1. Good`.
  private func isItemNumber(_ stop: Stop) -> Bool {
    let number = scalars[stop.start..<stop.run.lowerBound]
    return 1...3 ~= number.count && number.allSatisfy { $0.properties.generalCategory == .decimalNumber }
  }

  private func word(at place: Int) -> String {
    let letters = scalars[place...].prefix { $0.properties.isAlphabetic || $0 == "'" || $0 == "’" }
    return String(String.UnicodeScalarView(letters.prefix(20))).lowercased()
  }

  private func scalar(at place: Int) -> Unicode.Scalar? { place < scalars.count ? scalars[place] : nil }
}

extension SentenceScan {
  fileprivate func endOfRun(_ start: Int) -> Int {
    var place = start
    while place < scalars.count, isStop(scalars[place]) { place += 1 }
    return place
  }

  /// The end of the closing quotes and brackets at a place. A straight quote closes only if a quote is open.
  fileprivate func endOfClosers(_ start: Int, hasOpenQuote: Bool) -> Int {
    var place = start
    var hasOpenQuote = hasOpenQuote
    while place < scalars.count {
      if scalars[place] == "\"" {
        guard hasOpenQuote else { break }
        hasOpenQuote = false
      } else if scalars[place] == "'" {
        // Before a word, it is an opening quote.
        if let next = place + 1 < scalars.count ? scalars[place + 1] : nil, next.properties.isAlphabetic { break }
      } else if !")]}”’»）】」』》〉］｝".unicodeScalars.contains(scalars[place]) {
        break
      }
      place += 1
    }
    return place
  }

  /// The end of the emoji, emoticons and further stops that follow a sentence on its line.
  fileprivate func endOfMarks(after start: Int) -> Int {
    var end = start
    var place = start
    while place < scalars.count {
      if let length = emoticons[place] {
        place += length
      } else if isEmoji(place) {
        place += 1
        while place < scalars.count, isJoiner(scalars[place]) || isEmoji(place) { place += 1 }
      } else if place == end, isStop(scalars[place]) {
        place = endOfClosers(endOfRun(place), hasOpenQuote: false)
      } else if scalars[place].isSpace, !isLineBreak(scalars[place]) {
        place += 1
        continue
      } else {
        break
      }
      end = place
    }
    return end
  }

  private func isEmoji(_ place: Int) -> Bool {
    let properties = scalars[place].properties
    if properties.isEmojiPresentation { return true }
    // Hearts and similar symbols, which have text presentation by default.
    return scalars[place].value >= 0x203C && properties.isEmoji
  }

  private func isJoiner(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value == 0x200D || 0xFE00...0xFE0F ~= scalar.value || scalar.properties.isEmojiModifier
  }

  /// Whether a blank line or a list item follows.
  fileprivate func endsAtLineBreak(_ start: Int) -> Bool {
    var place = start
    var breaks = 0
    while place < scalars.count, scalars[place].isSpace {
      let isPair = scalars[place] == "\r" && place + 1 < scalars.count && scalars[place + 1] == "\n"
      if isLineBreak(scalars[place]), !isPair { breaks += 1 }
      place += 1
    }
    guard breaks == 1, place < scalars.count else { return breaks > 1 }
    if "•·●○■▪◦‣–".unicodeScalars.contains(scalars[place]) || 0x2460...0x24FF ~= scalars[place].value { return true }
    if "-*+".unicodeScalars.contains(scalars[place]) { return place + 1 < scalars.count && scalars[place + 1].isSpace }
    let number = scalars[place...].prefix(4).prefix { $0.properties.generalCategory == .decimalNumber }
    guard 1...3 ~= number.count, number.endIndex < scalars.count else { return false }
    if scalars[number.endIndex] == "、" { return true }
    return ".)".unicodeScalars.contains(scalars[number.endIndex]) && number.endIndex + 1 < scalars.count
      && scalars[number.endIndex + 1].isSpace
  }
}

private func isStop(_ scalar: Unicode.Scalar) -> Bool {
  scalar.isASCII ? scalar == "." || scalar == "!" || scalar == "?" : "…。！？｡．‼⁇⁈⁉".unicodeScalars.contains(scalar)
}

private func isLineBreak(_ scalar: Unicode.Scalar) -> Bool {
  ["\n", "\r", "\u{85}", "\u{2028}", "\u{2029}"].contains(scalar)
}

/// Abbreviations, without their final dot.
private enum Abbreviations {
  /// They never end a sentence: a name or another word always follows.
  static let titles: Set<String> = [
    "mr", "mrs", "ms", "dr", "prof", "rev", "hon", "gen", "col", "capt", "lt", "sgt", "gov", "sen", "rep", "mt",
    "messrs",
    "vs", "e.g", "eg", "i.e", "cf", "viz", "approx", "ca", "al",
  ]
  /// They may end a sentence, unless the next word is in lower case or a comma follows.
  static let closing: Set<String> = ["etc", "inc", "ltd", "co", "corp", "jr", "sr", "dept", "est", "min", "max", "hrs"]
  /// Like `closing`, but a name may follow without ending the sentence.
  static let dotted: Set<String> = ["st", "ave", "blvd", "u.s", "u.k", "u.s.a", "a.m", "p.m", "ph.d"]
  /// Abbreviations only if a number follows; otherwise ordinary words.
  static let beforeNumbers: Set<String> = [
    "no", "nos", "vol", "fig", "p", "pp", "ch", "sec", "ver", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep",
    "sept", "oct", "nov", "dec",
  ]
}
