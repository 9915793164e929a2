public import SystemPackage

/// A text that is read and decoded to UTF-8 piece by piece: memory does not grow with its length.
public final class TextStream {
  /// The name for messages.
  public let name: String
  private let bytes: ByteStream
  /// Keeps the file of `bytes` open.
  private let file: InputFile?
  private var decoder: TextDecoder
  private var isAtEnd = false
  private var peeked: [UInt8]?

  /// The name of standard input in messages.
  static let standardInputName = "standard input"

  /// Standard input.
  ///
  /// - Parameter encoding: the encoding of a text without a byte-order mark; nil means UTF-8.
  public init(standardInputIn encoding: TextEncoding?) {
    (name, bytes, file) = (Self.standardInputName, .standardInput, nil)
    decoder = TextDecoder(name: name, encoding: encoding)
  }

  /// A file, pipe or device.
  public init(_ path: FilePath, in encoding: TextEncoding?) throws(FileError) {
    let file = try InputFile(path, isStream: true)
    (name, bytes, self.file) = (path.text, file.stream, file)
    decoder = TextDecoder(name: name, encoding: encoding)
  }

  /// Waits for the next piece; nil at the end. A piece may end inside a character, or contain invalid UTF-8 if no encoding was
  /// named.
  public func next() throws(FileError) -> [UInt8]? {
    if let peeked {
      self.peeked = nil
      return peeked
    }
    while !isAtEnd {
      let piece = try bytes.read()
      isAtEnd = piece.isEmpty
      let text = try decoder.decode(piece, isLast: isAtEnd)
      if !text.isEmpty { return text }
    }
    return nil
  }

  /// The piece that `next` will return; nil at the end.
  public func peek() throws(FileError) -> [UInt8]? {
    if peeked == nil { peeked = try next() }
    return peeked
  }

  /// Whether the text began with a byte-order mark of UTF-8.
  public var hasMark: Bool { decoder.hasMark }

  /// Why the text so far is in another encoding than UTF-8, and the remedy; nil if it may be UTF-8.
  public var otherEncoding: String? {
    decoder.guess.flatMap { guess in
      guess.name == "UTF-8"
        ? nil : "\(name): not valid UTF-8, but probably \(guess.name). \(remedy(for: guess, in: name))"
    }
  }

  /// A sentence about bytes that could not be converted; nil if all could.
  public var conversionProblem: String? {
    guard let line = decoder.invalid.line, let source = decoder.source else { return nil }
    return invalidSentence("\(name):\(line)", as: source)
  }

  /// A sentence about a line of the text that is not valid UTF-8.
  public func sentence(aboutInvalidLine number: Int) -> String {
    notUTF8Sentence("\(name):\(number)", decoder.guess ?? .utf8, in: name)
  }
}
