import SystemPackage

/// The text of a file in UTF-8, converted from UTF-16 or UTF-32 if the file has such a byte-order mark.
public struct DecodedText: Sendable {
  /// The text in UTF-8 without a byte-order mark. It may contain invalid bytes if there is a `problem`.
  public let bytes: [UInt8]
  /// A message about invalid bytes and the remedy; nil if all bytes are valid.
  public let problem: String?
  /// How to convert a file that is not valid UTF-8, such as
  /// `Convert it: iconv -f GB18030 -t UTF-8 reviews.csv > reviews.utf8.csv`.
  public let conversion: String?

  /// The text with U+FFFD in place of invalid UTF-8.
  public var repaired: [UInt8] { problem == nil ? bytes : Array(String(decoding: bytes, as: UTF8.self).utf8) }

  /// Decodes the bytes of a file.
  ///
  /// - Parameter name: the file's name for messages.
  /// - Throws: `FileError` with the remedy if the file is not text.
  public init(_ file: [UInt8], name: String) throws(FileError) {
    if let reason = reasonNotText(file, name) { throw FileError("\(name): \(reason)") }
    if let (text, isWhole) = convertedByMark(file) {
      (bytes, conversion) = (text, nil)
      problem = isWhole ? nil : "\(name): has invalid characters, which were replaced. Save it as UTF-8"
      return
    }
    bytes = file.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(file.dropFirst(3)) : file
    guard String(validating: bytes, as: UTF8.self) == nil else {
      (problem, conversion) = (nil, nil)
      return
    }
    guard !bytes.contains(0) else { throw FileError("\(name): is not a text file") }
    let command = convert(name, from: EncodingGuess(bytes).name)
    problem = "\(name):\(firstInvalidLine(bytes)): not valid UTF-8; unreadable bytes were replaced. \(command)"
    conversion = command
  }
}

/// `Convert it: iconv -f GB18030 -t UTF-8 reviews.csv > reviews.utf8.csv`
private func convert(_ name: String, from encoding: String) -> String {
  let command = encoding == "UTF-8" ? "Remove them: iconv -c" : "Convert it: iconv"
  guard !isStandardInput(name) else { return "\(command) -f \(encoding) -t UTF-8" }
  let (path, shown) = (FilePath(name), FilePath(name).quotedForShell)
  let end = path.extension.map { "utf8." + $0 } ?? "utf8"
  let target = path.removingLastComponent().appending("\(path.stem ?? "text").\(end)").quotedForShell
  return "\(command) -f \(encoding) -t UTF-8 \(shown) > \(target)"
}

/// Whether a name is that of standard input in messages.
private func isStandardInput(_ name: String) -> Bool { name == "<stdin>" }

/// The reason why a file is not text, as the rest of a sentence; nil if it may be text.
private func reasonNotText(_ bytes: [UInt8], _ name: String) -> String? {
  let start = bytes.prefix(1024)
  if start.starts(with: [0x1F, 0x8B]) {
    return "is compressed; unpack it first: gunzip"
      + (isStandardInput(name) ? "" : " -k \(FilePath(name).quotedForShell)")
  }
  if start.starts(with: Array("PK\u{3}\u{4}".utf8)) {
    return "is a ZIP archive, or a workbook; unpack it, or save the sheet as CSV in UTF-8"
  }
  if start.starts(with: Array("PAR1".utf8)) { return "is Parquet; write its table as CSV or JSON lines" }
  if hasWideMark(bytes) { return nil }
  // UTF-16 has a zero next to every ASCII letter.
  let (even, odd) = (
    start.indices.count { $0 % 2 == 0 && start[$0] == 0 }, start.indices.count { $0 % 2 == 1 && start[$0] == 0 }
  )
  guard even + odd > 0, (even + odd) * 4 >= start.count else { return nil }
  return "is UTF-16 without a byte-order mark, not UTF-8. " + convert(name, from: even > odd ? "UTF-16BE" : "UTF-16LE")
}

/// Whether a file starts with the byte-order mark of UTF-16 or UTF-32.
private func hasWideMark(_ bytes: [UInt8]) -> Bool {
  [[0xFF, 0xFE], [0xFE, 0xFF], [0, 0, 0xFE, 0xFF]].contains { bytes.starts(with: $0) }
}

/// Converts a text with the byte-order mark of UTF-16 or UTF-32 to UTF-8, and says whether all of it is valid; nil
/// without such a mark.
private func convertedByMark(_ bytes: [UInt8]) -> (text: [UInt8], isWhole: Bool)? {
  func text<Encoding: Unicode.Encoding>(
    _ encoding: Encoding.Type, _ littleEndian: Bool
  ) -> ([UInt8], Bool) where Encoding.CodeUnit: FixedWidthInteger {
    let width = MemoryLayout<Encoding.CodeUnit>.size
    let units = stride(from: width, to: bytes.count - width + 1, by: width).map { offset in
      bytes[offset..<offset + width].enumerated().reduce(Encoding.CodeUnit(0)) { unit, byte in
        unit | Encoding.CodeUnit(byte.element)
          << Encoding.CodeUnit(8 * (littleEndian ? byte.offset : width - 1 - byte.offset))
      }
    }
    let isWhole = bytes.count % width == 0 && String(validating: units, as: encoding) != nil
    return (Array(String(decoding: units, as: encoding).utf8), isWhole)
  }
  // The mark of UTF-32 starts with that of UTF-16.
  if bytes.starts(with: [0xFF, 0xFE, 0, 0]) { return text(UTF32.self, true) }
  if bytes.starts(with: [0, 0, 0xFE, 0xFF]) { return text(UTF32.self, false) }
  if bytes.starts(with: [0xFF, 0xFE]) { return text(UTF16.self, true) }
  return bytes.starts(with: [0xFE, 0xFF]) ? text(UTF16.self, false) : nil
}

/// The number of the first line that is not UTF-8.
private func firstInvalidLine(_ bytes: [UInt8]) -> Int {
  var (line, rest) = (1, bytes[...])
  while let end = rest.firstIndex(of: UInt8(ascii: "\n")), String(validating: rest[..<end], as: UTF8.self) != nil {
    (line, rest) = (line + 1, rest[(end + 1)...])
  }
  return line
}
