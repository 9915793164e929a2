/// Decodes a text to UTF-8, whole or piece by piece: the one way from the bytes of a file to text.
///
/// A byte-order mark decides; then the encoding that the user named; then UTF-8. Bytes that are not valid UTF-8 are kept, and
/// `likelyEncoding` tells what they look like.
struct TextDecoder {
  /// The encoding that the bytes look like, if they are not valid UTF-8 and no encoding was named; else nil.
  private(set) var guess: EncodingGuess?
  /// The encoding that the text is converted from; nil if it is read as UTF-8.
  private(set) var source: String?
  /// Whether the text began with a byte-order mark of UTF-8.
  private(set) var hasMark = false

  private let name: String
  private let encoding: TextEncoding?
  private var converter: TextConverter?
  private var isAtStart = true
  /// Bytes at the start that may belong to a byte-order mark, or at the end of a piece to a character.
  private var rest: [UInt8] = []
  /// Whether a character outside of ASCII has decided whether the text is UTF-8.
  private var isDecided = false

  /// - Parameter name: the file's name for messages.
  init(name: String, encoding: TextEncoding?) { (self.name, self.encoding) = (name, encoding) }

  /// The number of sequences that are not valid in the encoding, and the line of the first.
  var invalid: (count: Int, line: Int?) { (converter?.invalidCount ?? 0, converter?.invalidLine) }

  /// The next piece.
  ///
  /// - Throws: `FileError` with the remedy if the file is not text.
  mutating func decode(_ bytes: [UInt8], isLast: Bool) throws(FileError) -> [UInt8] {
    var bytes = bytes
    if isAtStart {
      if !rest.isEmpty { bytes = rest + bytes }
      rest = []
      if !isLast, bytes.count < 4, bytes.isEmpty || Self.marks.contains(where: { $0.0.starts(with: bytes) }) {
        rest = bytes
        return []
      }
      try start(&bytes)
      isAtStart = false
    }
    if let converter { return converter.convert(bytes, isLast: isLast) }
    guard !isDecided else { return bytes }
    return try decide(bytes, isLast: isLast)
  }

  /// Removes a byte-order mark, and starts the conversion from the encoding of the mark or the one that was named.
  private mutating func start(_ bytes: inout [UInt8]) throws(FileError) {
    if let (mark, encoding) = Self.marks.first(where: { bytes.starts(with: $0.0) }) {
      bytes.removeFirst(mark.count)
      hasMark = encoding == "UTF-8"
      return try convert(from: hasMark ? nil : encoding, named: encoding)
    }
    if let sentence = ForeignFormat.sentence(about: bytes, name: isStandardInput(name) ? nil : name) {
      throw FileError("\(name): \(sentence)")
    }
    if let encoding, encoding != .auto { return try convert(from: encoding.converter, named: encoding.name) }
    guard let wide = EncodingGuess.wideEncoding(of: bytes) else { return }
    if encoding == .auto { return try convert(from: wide, named: wide) }
    throw FileError(
      "\(name): is \(wide.dropLast(2)) without a byte-order mark, not UTF-8. \(remedy(for: wide, in: name))")
  }

  private mutating func convert(from encoding: String?, named: String) throws(FileError) {
    isDecided = true
    guard let encoding, encoding != "UTF-8" else { return }
    guard let converter = TextConverter(from: encoding) else {
      throw FileError("\(name): this system cannot convert \(named); save the text as UTF-8")
    }
    (self.converter, source) = (converter, named)
  }

  /// Finds out by the first characters outside of ASCII whether the text is UTF-8.
  private mutating func decide(_ bytes: [UInt8], isLast: Bool) throws(FileError) -> [UInt8] {
    let bytes = rest.isEmpty ? bytes : rest + bytes
    rest = []
    guard let first = bytes.firstIndex(where: { $0 >= 0x80 }) else { return bytes }
    // A character may be cut at the end of a piece.
    let end = isLast ? bytes.count : bytes.count - Self.lengthOfCutCharacter(atEndOf: bytes)
    if end <= first {
      rest = Array(bytes[first...])
      return Array(bytes[..<first])
    }
    isDecided = true
    guard String(validating: bytes[..<end], as: UTF8.self) == nil else { return bytes }
    let guess = EncodingGuess(bytes)
    guard encoding == .auto, guess.name != "UTF-8" else {
      guard !bytes.contains(0) else { throw FileError("\(name): is not a text file") }
      self.guess = guess
      return bytes
    }
    try convert(from: guess.converter, named: guess.name)
    return converter?.convert(bytes, isLast: isLast) ?? bytes
  }

  /// The number of bytes at the end that begin a character of UTF-8 and do not complete it.
  private static func lengthOfCutCharacter(atEndOf bytes: [UInt8]) -> Int {
    for length in 1...3 where length <= bytes.count {
      let byte = bytes[bytes.count - length]
      if byte >= [0xC0, 0xE0, 0xF0][length - 1] { return length }
      if byte >= 0xC0 || byte < 0x80 { return 0 }
    }
    return 0
  }

  /// The mark of UTF-32 starts with that of UTF-16.
  private static let marks: [([UInt8], String)] = [
    ([0xEF, 0xBB, 0xBF], "UTF-8"), ([0xFF, 0xFE, 0, 0], "UTF-32LE"), ([0, 0, 0xFE, 0xFF], "UTF-32BE"),
    ([0xFF, 0xFE], "UTF-16LE"), ([0xFE, 0xFF], "UTF-16BE"),
  ]
}
