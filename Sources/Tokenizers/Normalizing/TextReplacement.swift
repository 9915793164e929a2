/// Replaces every occurrence of a string, or every run of white space with a minimum length, from left to right.
///
/// Follows `Replace` (tokenizers, normalizers/replace.rs). The origin of the new text is the last scalar that it replaces.
struct TextReplacement: Sendable {
  var pattern: Pattern
  var content: [UInt8]

  enum Pattern: Sendable {
    /// Not empty.
    case string([UInt8])
    /// A run of spaces U+0020.
    case spaces(minimum: Int)
    /// A run of scalars with the property White_Space.
    case whitespace(minimum: Int)
  }

  /// The factor by which a text can grow at most.
  var maximumGrowth: Double {
    let shortest =
      switch pattern {
      case .string(let string): string.count
      case .spaces(let minimum), .whitespace(let minimum): minimum
      }
    return max(1, Double(content.count) / Double(shortest))
  }

  func normalize(_ text: NormalizedText, into output: inout NormalizedText) {
    output.removeAll()
    output.reserveCapacity(text.bytes.count)
    var done = 0
    var index = 0
    while index < text.bytes.count {
      guard let end = match(text.bytes, at: index) else {
        index += scalarLength(text.bytes[index])
        continue
      }
      output.append(done..<index, of: text)
      output.append(content[...], from: text.origins[end - 1])
      index = end
      done = end
    }
    output.append(done..<text.bytes.count, of: text)
  }

  /// The end of the match at `start`; nil if there is none.
  private func match(_ bytes: [UInt8], at start: Int) -> Int? {
    switch pattern {
    case .string(let string):
      guard bytes[start] == string.first, bytes[start...].starts(with: string) else { return nil }
      return start + string.count
    case .spaces(let minimum):
      guard bytes[start] == 0x20 else { return nil }
      let end = bytes[start...].firstIndex { $0 != 0x20 } ?? bytes.count
      return end - start >= minimum ? end : nil
    case .whitespace(let minimum):
      let unicode = ScalarProperties.shared
      var end = start
      var count = 0
      while end < bytes.count {
        let (scalar, length) = scalar(at: end, of: bytes)
        guard unicode.traits(of: scalar).contains(.whitespace) else { break }
        end += length
        count += 1
      }
      return count >= minimum ? end : nil
    }
  }
}
