/// BERT's normaliser: cleaning, spaces around ideographs, accents off, lowercase, in this order.
///
/// As `BertNormalizer` (tokenizers, normalizers/bert.rs), which takes the four steps one after another over the whole text;
/// here each scalar takes them at once. Only NFD looks beyond one scalar, and `CombiningRun` sees to that.
struct BertNormalizer: Sendable {
  /// Which steps are taken.
  struct Settings: Sendable, Hashable {
    /// Drop controls and the like, and turn every kind of white space into U+0020.
    var cleansText = true
    /// Put spaces around ideographs, so that each is a word.
    var spacesIdeographs = true
    /// Decompose (NFD) and drop nonspacing marks.
    var stripsAccents = true
    /// Lowercase every scalar on its own: a final sigma becomes σ.
    var lowercases = true
  }

  private let settings: Settings
  private let unicode = ScalarProperties.shared
  /// Scalars without any of these stay as they are.
  private let relevant: ScalarProperties.Traits
  /// What each ASCII byte becomes; `dropped` where it disappears.
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

  /// Normalises a part of a text, replacing what `output` held.
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

  /// Puts a run into canonical order and appends what is no nonspacing mark.
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
