#if canImport(Glibc)
  import Glibc
#endif

/// The likeliest encoding of a text that is not UTF-8: one that decodes all of it.
///
/// Letters with accents stand alone among ASCII; what takes two bytes stands beside others. Which of the encodings with two
/// bytes it is shows in what they make of it: kana, hangul, or the ideographs that people use.
struct EncodingGuess {
  /// As `iconv` calls it.
  let name: String

  init(_ bytes: [UInt8]) {
    let sample = Array(bytes.prefix(1 << 20))
    let high = sample.indices.filter { sample[$0] >= 0x80 }
    let paired = high.count { index in
      index > 0 && sample[index - 1] >= 0x80 || index + 1 < sample.count && sample[index + 1] >= 0x80
    }
    let multibyte = paired * 2 > high.count ? ["SHIFT_JIS", "EUC-KR", "BIG5", "GB18030"] : []
    name =
      (multibyte + ["WINDOWS-1252"]).first { encoding in
        guard let text = converted(bytes, from: encoding) else { return false }
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
        // The commonest in traditional writing.
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

/// A text in UTF-8; nil where it is not valid in that encoding, or the system cannot tell.
private func converted(_ bytes: [UInt8], from encoding: String) -> String? {
  #if canImport(Glibc)
    let converter = unsafe iconv_open("UTF-8", encoding)
    guard unsafe converter != UnsafeMutableRawPointer(bitPattern: -1) else { return nil }
    defer { unsafe iconv_close(converter) }
    var (input, output) = (bytes.map { CChar(bitPattern: $0) }, [CChar](repeating: 0, count: 3 * bytes.count + 16))
    var (inputLeft, outputLeft) = (input.count, output.count)
    let result = unsafe input.withUnsafeMutableBufferPointer { input in
      unsafe output.withUnsafeMutableBufferPointer { output in
        var (from, to) = (input.baseAddress, output.baseAddress)
        return unsafe iconv(converter, &from, &inputLeft, &to, &outputLeft)
      }
    }
    guard result != .max, inputLeft == 0 else { return nil }
    return String(decoding: output.dropLast(outputLeft).map { UInt8(bitPattern: $0) }, as: UTF8.self)
  #else
    return nil
  #endif
}
