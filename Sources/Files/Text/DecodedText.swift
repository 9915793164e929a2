import SystemPackage

/// The text of a file in UTF-8, converted from the encoding of its byte-order mark or from the one that was named.
public struct DecodedText: Sendable {
  /// The text in UTF-8 without a byte-order mark. It may contain invalid bytes if there is a `problem`.
  public let bytes: [UInt8]
  /// A message about invalid bytes and the remedy; nil if all bytes are valid.
  public let problem: String?
  /// How to read a file that is not valid UTF-8, such as
  /// `Pass --encoding GB18030, or convert it: iconv -f GB18030 -t UTF-8 reviews.csv > reviews.utf8.csv`.
  public let conversion: String?

  /// The text with U+FFFD in place of invalid UTF-8.
  public var repaired: [UInt8] { problem == nil ? bytes : Array(String(decoding: bytes, as: UTF8.self).utf8) }

  /// Decodes the bytes of a file.
  ///
  /// - Parameters:
  ///   - name: the file's name for messages.
  ///   - encoding: the encoding of a file without a byte-order mark; nil means UTF-8.
  /// - Throws: `FileError` with the remedy if the file is not text.
  public init(_ file: [UInt8], name: String, encoding: TextEncoding? = nil) throws(FileError) {
    var decoder = TextDecoder(name: name, encoding: encoding)
    bytes = try decoder.decode(file, isLast: true)
    if let source = decoder.source {
      conversion = nil
      problem = decoder.invalid.line.map { invalidSentence("\(name):\($0)", as: source) }
    } else if String(validating: bytes, as: UTF8.self) != nil {
      (problem, conversion) = (nil, nil)
    } else {
      let guess = decoder.guess ?? EncodingGuess(bytes)
      conversion = remedy(for: guess, in: name)
      problem = notUTF8Sentence("\(name):\(firstInvalidLine(bytes))", guess, in: name)
    }
  }
}

/// `reviews.csv:2: not valid UTF-8, but probably GB18030; unreadable bytes were replaced. Pass --encoding GB18030, …`
func notUTF8Sentence(_ place: String, _ guess: EncodingGuess, in name: String) -> String {
  let likely = guess.name == "UTF-8" ? "" : ", but probably \(guess.name)"
  return "\(place): not valid UTF-8\(likely); unreadable bytes were replaced. \(remedy(for: guess, in: name))"
}

/// A sentence about bytes that are not valid in an encoding other than UTF-8.
func invalidSentence(_ place: String, as encoding: String) -> String {
  "\(place): not valid \(encoding); unreadable bytes were replaced. "
    + (encoding.hasPrefix("UTF-")
      ? "Save the text again as UTF-8"
      : "If the text has another encoding, pass its name: --encoding NAME, or --encoding auto")
}

/// `Pass --encoding GB18030, or convert it: iconv -f GB18030 -t UTF-8 reviews.csv > reviews.utf8.csv`
func remedy(for guess: EncodingGuess, in name: String) -> String {
  guard guess.name != "UTF-8" else { return "Remove them: " + command("iconv -c -f UTF-8 -t UTF-8", name) }
  return remedy(for: guess.name, in: name, option: guess.hasInvalid ? "-c " : "")
}

/// - Parameter option: `-c ` if iconv must drop invalid bytes.
func remedy(for encoding: String, in name: String, option: String = "") -> String {
  let known = TextEncoding(encoding)?.name ?? encoding
  return "Pass --encoding \(known), or convert it: " + command("iconv \(option)-f \(encoding) -t UTF-8", name)
}

/// A command that converts the file of a name, or a filter for standard input.
private func command(_ filter: String, _ name: String) -> String {
  guard !isStandardInput(name) else { return filter }
  let end = FilePath(text: name).extension.map { "." + $0 } ?? ""
  let target = (name.hasSuffix(end) ? String(name.dropLast(end.count)) : name) + ".utf8" + end
  return "\(filter) \(FilePath(text: name).quotedForShell) > \(FilePath(text: target).quotedForShell)"
}

/// Whether a name is one of standard input's in messages.
func isStandardInput(_ name: String) -> Bool { name == "<stdin>" || name == TextStream.standardInputName }

/// The number of the first line that is not UTF-8.
private func firstInvalidLine(_ bytes: [UInt8]) -> Int {
  var (line, rest) = (1, bytes[...])
  while let end = rest.firstIndex(of: UInt8(ascii: "\n")), String(validating: rest[..<end], as: UTF8.self) != nil {
    (line, rest) = (line + 1, rest[(end + 1)...])
  }
  return line
}
