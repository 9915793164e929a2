/// BERT's normaliser: cleans text, puts spaces around ideographs, strips accents and lowercases, in this order.
///
/// Follows `BertNormalizer` (tokenizers, normalizers/bert.rs), which makes four passes over the text; this makes one pass
/// that applies all steps to each scalar. Only NFD depends on more than one scalar; `CombiningRun` handles that.
struct BertNormalizer: Sendable {
  /// The steps to apply.
  struct Settings: Sendable, Hashable {
    /// Drop control characters and the like, and replace each white-space scalar by U+0020.
    var cleansText = true
    /// Put spaces around ideographs, so that each is a word.
    var spacesIdeographs = true
    /// Decompose (NFD) and drop nonspacing marks.
    var stripsAccents = true
    /// Lowercase every scalar on its own: a final sigma becomes σ.
    var lowercases = true
  }

  let settings: Settings
  private let unicode = ScalarProperties.shared
  /// Scalars without any of these traits stay unchanged.
  private let relevant: ScalarProperties.Traits
  /// Each ASCII byte's replacement, or `dropped`.
  private let ascii: [UInt8]
  private static let dropped: UInt8 = 0xFF

  init(_ settings: Settings) {
    self.settings = settings
    var relevant: ScalarProperties.Traits = []
    if settings.cleansText { relevant.formUnion([.removed, .whitespace]) }
    if settings.spacesIdeographs { relevant.insert(.ideograph) }
    if settings.stripsAccents { relevant.formUnion([.mark, .nonStarter, .decomposes]) }
    if settings.lowercases { relevant.insert(.uppercase) }
    self.relevant = relevant
    ascii = (0..<0x80).map { [unicode] (byte: UInt8) in
      let traits = unicode.traits(of: UInt32(byte)).intersection(relevant)
      if traits.contains(.removed) { return Self.dropped }
      if traits.contains(.whitespace) { return UInt8(ascii: " ") }
      return traits.contains(.uppercase) ? byte | 0x20 : byte
    }
  }

  /// Normalises a part of a text and replaces the content of `output`.
  func normalize(_ text: [UInt8], in range: Range<Int>, into output: inout NormalizedText) {
    output.removeAll()
    output.reserveCapacity(range.count + range.count / 8)
    var run = CombiningRun()
    var index = range.lowerBound
    while index < range.upperBound {
      let byte = text[index]
      if byte < 0x80 {
        let mapped = ascii[Int(byte)]
        if mapped != Self.dropped {
          if !run.isEmpty { end(&run, in: &output) }
          output.append(byte: mapped, from: index)
        }
        index += 1
      } else {
        let (scalar, length) = scalar(at: index, of: text)
        let traits = unicode.traits(of: scalar).intersection(relevant)
        if traits.isEmpty {
          if !run.isEmpty { end(&run, in: &output) }
          output.append(text[index..<index + length], from: index)
        } else if !traits.contains(.removed) {
          normalize(scalar, traits, from: index, &run, into: &output)
        }
        index += length
      }
    }
    if !run.isEmpty { end(&run, in: &output) }
  }

  private func normalize(
    _ scalar: UInt32, _ traits: ScalarProperties.Traits, from origin: Int, _ run: inout CombiningRun,
    into output: inout NormalizedText
  ) {
    let isAlone = traits.contains(.ideograph)
    if isAlone || traits.contains(.whitespace) {
      end(&run, in: &output)
      output.append(byte: UInt8(ascii: " "), from: origin)
      guard isAlone else { return }
    }
    if settings.stripsAccents {
      decompose(scalar, from: origin, &run, into: &output)
    } else {
      appendLowercase(scalar, from: origin, to: &output)
    }
    if isAlone {
      end(&run, in: &output)
      output.append(byte: UInt8(ascii: " "), from: origin)
    }
  }

  private func decompose(
    _ scalar: UInt32, from origin: Int, _ run: inout CombiningRun, into output: inout NormalizedText
  ) {
    var isFirst = true
    unicode.forEachPart(of: scalar) { part in
      let traits = unicode.traits(of: part)
      if traits.contains(.nonStarter) {
        run.append(part, class: unicode.combiningClass(of: part), origin: isFirst ? origin : nil)
      } else {
        if !run.isEmpty { end(&run, in: &output) }
        run.lastOrigin = origin
        if !traits.contains(.mark) { appendLowercase(part, from: origin, to: &output) }
      }
      isFirst = false
    }
  }

  /// Puts a run into canonical order and appends its scalars other than nonspacing marks.
  private func end(_ run: inout CombiningRun, in output: inout NormalizedText) {
    run.end { scalar, origin in
      if !unicode.traits(of: scalar).contains(.mark) { appendLowercase(scalar, from: origin, to: &output) }
    }
  }

  private func appendLowercase(_ scalar: UInt32, from origin: Int, to output: inout NormalizedText) {
    guard settings.lowercases else { return output.append(scalar, from: origin) }
    unicode.forEachLowercase(of: scalar) { output.append($0, from: origin) }
  }
}
