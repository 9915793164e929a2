#if canImport(Glibc)
  import Glibc
#endif

/// The likeliest encoding of a text that is not valid UTF-8: UTF-8 if most of the text is valid, as in a truncated file,
/// or an encoding that decodes all of it.
///
/// Accented letters in a single-byte encoding are mostly single among ASCII; double-byte characters are next to each
/// other. The decoded text distinguishes the double-byte encodings by kana, hangul or common ideographs.
struct EncodingGuess {
  /// The name of the encoding for `iconv`.
  let name: String

  init(_ bytes: [UInt8]) {
    let sample = Array(bytes.prefix(1 << 20))
    let decoded = String(decoding: sample, as: UTF8.self).unicodeScalars
    let broken = decoded.count { $0 == "\u{FFFD}" }
    guard decoded.count(where: { !$0.isASCII }) <= 3 * broken else {
      name = "UTF-8"
      return
    }
    let high = sample.indices.filter { sample[$0] >= 0x80 }
    let paired = high.count { index in
      index > 0 && sample[index - 1] >= 0x80 || index + 1 < sample.count && sample[index + 1] >= 0x80
    }
    let multibyte = paired * 2 > high.count ? ["SHIFT_JIS", "EUC-KR", "BIG5", "GB18030"] : []
    name =
      (multibyte + ["WINDOWS-1252"]).first { encoding in
        guard let text = decodedStart(of: bytes, from: encoding) else { return false }
        return Self.isPlausible(text.unicodeScalars.lazy.filter { !$0.isASCII }, as: encoding)
      } ?? "ISO-8859-1"
  }

  private static func isPlausible(_ scalars: some Sequence<Unicode.Scalar>, as encoding: String) -> Bool {
    var (count, kana, hangul, ideographs, common) = (0, 0, 0, 0, 0)
    for scalar in scalars.prefix(1 << 16) {
      count += 1
      switch scalar.value {
      case 0x3041...0x30FF: kana += 1
      case 0xAC00...0xD7A3: hangul += 1
      case 0x4E00...0x9FFF:
        ideographs += 1
        // The most common ideographs in traditional Chinese.
        if "的一是不我人在他有了這大來上個們說到時地為子你出要就也得可下好很".unicodeScalars.contains(scalar) { common += 1 }
      default: break
      }
    }
    return switch encoding {
    case "SHIFT_JIS": kana * 5 >= count
    case "EUC-KR": hangul * 10 >= count * 8
    case "BIG5": common * 20 >= ideographs && ideographs * 2 > count
    case "GB18030": ideographs * 2 > count
    default: true
    }
  }
}

/// Converts the start of a text to UTF-8; nil if the text is not valid in the encoding, or without iconv.
private func decodedStart(of bytes: [UInt8], from encoding: String) -> String? {
  #if canImport(Glibc)
    let converter = unsafe iconv_open("UTF-8", encoding)
    guard unsafe converter != UnsafeMutableRawPointer(bitPattern: -1) else { return nil }
    defer { unsafe iconv_close(converter) }
    var (input, left, start) = (bytes.map { CChar(bitPattern: $0) }, bytes.count, [UInt8]())
    var output = [CChar](repeating: 0, count: 1 << 18)
    while left > 0 {
      var room = output.count
      let (result, error) = unsafe input.withUnsafeMutableBufferPointer { input in
        unsafe output.withUnsafeMutableBufferPointer { output in
          var from = unsafe input.baseAddress.map { unsafe $0 + (input.count - left) }
          var to = output.baseAddress
          let result = unsafe iconv(converter, &from, &left, &to, &room)
          return (result, errno)
        }
      }
      if start.isEmpty { start = output.dropLast(room).map { UInt8(bitPattern: $0) } }
      guard result >= 0 || error == E2BIG else { return nil }
    }
    return String(decoding: start, as: UTF8.self)
  #else
    return nil
  #endif
}
