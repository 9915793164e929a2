/// The likeliest encoding of a text that is not valid UTF-8: UTF-8 if most of the text is valid, as in a truncated file,
/// or an encoding that decodes all of it, or nearly all.
///
/// Accented letters in a single-byte encoding are mostly single among ASCII; double-byte characters are next to each
/// other. The decoded text distinguishes the double-byte encodings by kana, or by common syllables or ideographs.
struct EncodingGuess {
  /// The name of the encoding, also for `iconv`.
  let name: String
  /// The name for our own conversion.
  let converter: String
  /// Whether some bytes are not valid in this encoding either.
  let hasInvalid: Bool

  /// UTF-8 with some invalid bytes.
  static let utf8 = EncodingGuess(name: "UTF-8", converter: "UTF-8", hasInvalid: true)

  private init(name: String, converter: String, hasInvalid: Bool) {
    (self.name, self.converter, self.hasInvalid) = (name, converter, hasInvalid)
  }

  init(_ bytes: [UInt8]) {
    let sample = Array(bytes.prefix(1 << 20))
    let decoded = String(decoding: sample, as: UTF8.self).unicodeScalars
    let broken = decoded.count { $0 == "\u{FFFD}" }
    guard decoded.count(where: { !$0.isASCII }) <= 3 * broken else {
      self = .utf8
      return
    }
    let high = sample.indices.filter { sample[$0] >= 0x80 }
    let paired = high.count { index in
      index > 0 && sample[index - 1] >= 0x80 || index + 1 < sample.count && sample[index + 1] >= 0x80
    }
    // Most programs write the superset, whose name few users know: it is named only if the text needs it.
    let multibyte: [[String]] =
      paired * 2 > high.count
      ? [["SHIFT_JIS", "CP932"], ["EUC-JP"], ["EUC-KR", "CP949"], ["BIG5", "BIG5-HKSCS"], ["GB18030"]] : []
    for names in multibyte {
      let readings = names.compactMap { Reading(bytes, $0) }
      guard let reading = readings.first(where: { !$0.hasInvalid }) ?? readings.last, reading.isPlausible else {
        continue
      }
      (name, hasInvalid) = (reading.name, reading.hasInvalid)
      converter = TextEncoding(name)?.converter ?? name
      return
    }
    let letters = (paired * 2 > high.count ? ["WINDOWS-1251", "KOI8-R"] : []) + ["WINDOWS-1252"]
    let found = letters.lazy.compactMap { Reading(bytes, $0) }.first { !$0.hasInvalid && $0.isPlausible }
    (name, hasInvalid) = (found?.name ?? "ISO-8859-1", false)
    converter = TextEncoding(name)?.converter ?? name
  }

  /// UTF-16 or UTF-32 without a byte-order mark: it has zeros next to ASCII letters. Nil for other texts.
  static func wideEncoding(of bytes: [UInt8]) -> String? {
    let start = bytes.prefix(1024)
    var zeros = [0, 0, 0, 0]
    for (offset, byte) in start.enumerated() where byte == 0 { zeros[offset % 4] += 1 }
    let (even, odd) = (zeros[0] + zeros[2], zeros[1] + zeros[3])
    guard even + odd > 0, (even + odd) * 4 >= start.count else { return nil }
    if (even + odd) * 8 >= start.count * 5 { return zeros[3] > zeros[0] ? "UTF-32LE" : "UTF-32BE" }
    return even > odd ? "UTF-16BE" : "UTF-16LE"
  }
}

/// A text decoded from an encoding, as far as a guess needs it.
private struct Reading {
  let name: String
  let hasInvalid: Bool
  let isPlausible: Bool

  /// Nil if the system cannot convert the encoding.
  init?(_ bytes: [UInt8], _ name: String) {
    guard let converter = TextConverter(from: name) else { return nil }
    self.name = name
    let size = 1 << 20
    var sample: String.UnicodeScalarView?
    for start in stride(from: 0, to: bytes.count, by: size) {
      let end = min(bytes.count, start + size)
      let text = converter.convert(bytes[start..<end], isLast: end == bytes.count)
      if sample == nil { sample = String(decoding: text, as: UTF8.self).unicodeScalars }
    }
    hasInvalid = converter.invalidCount > 0
    isPlausible =
      Self.isPlausible((sample ?? .init()).lazy.filter { !$0.isASCII }, as: name)
      && (name != "GB18030" || Self.isMostlyCommonChinese(bytes))
  }

  private static func isPlausible(_ scalars: some Sequence<Unicode.Scalar>, as encoding: String) -> Bool {
    var (count, invalid, kana, hangul, ideographs, common, cyrillic) = (0, 0, 0, 0, 0, 0, 0)
    for scalar in scalars.prefix(1 << 16) {
      count += 1
      switch scalar.value {
      case 0xFFFD: invalid += 1
      case 0x3041...0x30FF: kana += 1
      case 0xAC00...0xD7A3:
        hangul += 1
        if commonSyllables.contains(scalar) { common += 1 }
      case 0x4E00...0x9FFF:
        ideographs += 1
        if commonIdeographs.contains(scalar) { common += 1 }
      case 0x430...0x44F: cyrillic += 1
      default: break
      }
    }
    // Only stray bytes may be invalid.
    guard invalid * 50 <= count else { return false }
    return switch encoding {
    case "SHIFT_JIS", "CP932", "EUC-JP": kana * 5 >= count
    case "EUC-KR", "CP949": hangul * 10 >= count * 8 && common * 8 >= hangul
    case "BIG5", "BIG5-HKSCS": common * 20 >= ideographs && ideographs * 2 > count
    case "GB18030": ideographs * 2 > count
    // In another encoding of Cyrillic, most letters would be capitals.
    case "WINDOWS-1251", "KOI8-R": cyrillic * 10 >= count * 7
    default: true
    }
  }

  /// Whether most double-byte characters are among the common ones, which GB18030 has at 0xB0 to 0xD7, or punctuation, before
  /// them. Two accented letters side by side are an ideograph in GB18030, too, but a rare one.
  private static func isMostlyCommonChinese(_ bytes: [UInt8]) -> Bool {
    var (count, common, index) = (0, 0, 0)
    while index + 1 < min(bytes.count, 1 << 20) {
      guard bytes[index] > 0x80 else {
        index += 1
        continue
      }
      count += 1
      if 0xA1...0xD7 ~= bytes[index], bytes[index + 1] >= 0xA1 { common += 1 }
      index += 2
    }
    return common * 2 > count
  }

  /// The most common ideographs in traditional Chinese.
  private static let commonIdeographs = Set("的一是不我人在他有了這大來上個們說到時地為子你出要就也得可下好很".unicodeScalars)
  /// The most common syllables in Korean: chance alone would make 2 % of all syllables one of them.
  private static let commonSyllables = Set("이다는에을의가고하한지은로도기를어해나사요그아있서습니만리정수대".unicodeScalars)
}
