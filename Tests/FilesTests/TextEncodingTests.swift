import Foundation
import TestSupport
import Testing

@testable import Files

/// Texts in a named or recognised encoding are converted, whole and piece by piece.
struct TextEncodingTests {
  @Test(arguments: [
    ("gbk", "GB18030"), ("GB2312", "GB18030"), ("Shift-JIS", "SHIFT_JIS"), ("sjis", "SHIFT_JIS"),
    ("cp932", "SHIFT_JIS"),
    ("euc_kr", "EUC-KR"), ("cp949", "EUC-KR"), ("cp1252", "WINDOWS-1252"), ("Windows-1252", "WINDOWS-1252"),
    ("latin1", "ISO-8859-1"), ("iso8859_15", "ISO-8859-15"), ("utf8", "UTF-8"), ("Big5", "BIG5"), ("AUTO", "auto"),
  ])
  func findsAnEncodingByItsCommonNames(name: String, expected: String) {
    #expect(TextEncoding(name)?.name == expected)
  }

  @Test(arguments: ["", "klingon", "UTF-7", "GB18030//IGNORE", "ISO-2022-CN-EXT", "gb 18030/../x"])
  func rejectsOtherNames(name: String) {
    #expect(TextEncoding(name) == nil)
    #expect(TextEncoding.notSupported(name).contains("use one of auto, UTF-8, "))
  }

  @Test func theSystemConvertsEveryEncoding() {
    for name in TextEncoding.names {
      #expect(TextEncoding(name).flatMap { TextConverter(from: $0.converter) } != nil, "\(name)")
    }
  }

  /// Short Chinese texts whose bytes are Korean syllables, too; Cyrillic, whose letters stand side by side as ideographs do.
  @Test(arguments: [
    ("GB18030", "很好"), ("GB18030", "差不多，不好。"), ("GB18030", "评论,评分\n房间很脏,1\n"), ("EUC-KR", "배송이 늦고 품질도 나빠요."),
    ("EUC-JP", "とても面白い映画でした。"), ("SHIFT_JIS", "つまらない映画でした。"), ("WINDOWS-1251", "Очень плохой отель, грязно."),
    ("KOI8-R", "Очень плохой отель, грязно."), ("WINDOWS-1252", "It’s awful – don’t buy it."),
    ("WINDOWS-1252", "Sehr schön, größer als gedacht."),
  ])
  func recognisesShortTexts(encoding: String, text: String) throws {
    let bytes = try encoded(text, in: encoding)
    #expect(EncodingGuess(bytes).name == encoding)
    let decoded = try DecodedText(bytes, name: "a.txt", encoding: .auto)
    #expect(String(decoding: decoded.bytes, as: UTF8.self) == text)
  }

  @Test func namesTheSupersetThatATextNeeds() throws {
    let text = try DecodedText(encoded("①この映画は、とても面白い。", in: "CP932"), name: "a.txt")
    #expect(
      text.conversion == "Pass --encoding SHIFT_JIS, or convert it: iconv -f CP932 -t UTF-8 a.txt > a.utf8.txt")
    #expect(try decoded(encoded("①\\~", in: "CP932"), .init("SHIFT_JIS"), pieces: 1).text == "①\\~")
  }

  @Test(arguments: [1, 2, 3, 5, 1000])
  func decodesPiecesOfAnySize(size: Int) throws {
    let text = "id,text\r\n1,\"差, 😀\"\r\n2,naïve\r\n"
    for (encoding, mark) in [
      ("UTF-8", [0xEF, 0xBB, 0xBF]), ("UTF-16LE", [0xFF, 0xFE]), ("UTF-16BE", [0xFE, 0xFF]),
      ("UTF-32LE", [0xFF, 0xFE, 0, 0]), ("GB18030", []), ("UTF-8", []),
    ] as [(String, [UInt8])] {
      let named = mark.isEmpty ? TextEncoding(encoding) : nil
      let (found, invalid) = try decoded(mark + encoded(text, in: encoding), named, pieces: size)
      #expect(found == text && invalid == nil, "\(encoding)")
    }
    #expect(try decoded(Array("ab".utf8), nil, pieces: size).text == "ab")
    #expect(try decoded([], .auto, pieces: size).text == "")
    #expect(try decoded(Array("plain, then 差".utf8), .auto, pieces: size).text == "plain, then 差")
  }

  @Test func recognisesAnEncodingThatShowsLate() throws {
    let bytes =
      try Array(String(repeating: "plain text\n", count: 9000).utf8) + encoded("剧情太糟糕了，浪费时间。\n", in: "GB18030")
    #expect(try decoded(bytes, .auto, pieces: 1 << 14).text.hasSuffix("plain text\n剧情太糟糕了，浪费时间。\n"))
  }

  /// Each invalid byte once copied a whole buffer: this text took a minute.
  @Test func replacesAMegabyteOfInvalidBytes() throws {
    let count = 1 << 20
    let text = try DecodedText(Array(repeating: 0xFF, count: count), name: "a.txt", encoding: .init("GB18030")).bytes
    #expect(text.count == 3 * count)
  }

  @Test(arguments: [1, 4, 1000])
  func replacesInvalidSequencesAndNamesTheFirstLine(size: Int) throws {
    let bytes = try encoded("好\n很", in: "GB18030") + [0xFF] + encoded("差\n", in: "GB18030") + [0xB2]
    let (text, line) = try decoded(bytes, .init("GB18030"), pieces: size)
    #expect(text == "好\n很\u{FFFD}差\n\u{FFFD}" && line == 2)
    let whole = try DecodedText(bytes, name: "a.csv", encoding: .init("GB18030"))
    #expect(whole.problem?.hasPrefix("a.csv:2: not valid GB18030; unreadable bytes were replaced.") == true)
    #expect(whole.conversion == nil)
  }

  @Test func aMarkOverridesTheNamedEncoding() throws {
    let bytes = try [0xFF, 0xFE] + encoded("差", in: "UTF-16LE")
    #expect(try decoded(bytes, .init("GB18030"), pieces: 1).text == "差")
    #expect(try decoded(encoded("no mark", in: "UTF-16LE"), .auto, pieces: 100).text == "no mark")
  }

  private func decoded(
    _ bytes: [UInt8], _ encoding: TextEncoding?, pieces size: Int
  ) throws -> (text: String, invalidLine: Int?) {
    var (decoder, text) = (TextDecoder(name: "a.txt", encoding: encoding), [UInt8]())
    for start in stride(from: 0, to: bytes.count, by: size) {
      text += try decoder.decode(Array(bytes[start..<min(start + size, bytes.count)]), isLast: false)
    }
    text += try decoder.decode([], isLast: true)
    return (String(decoding: text, as: UTF8.self), decoder.invalid.line)
  }

  /// Encoded by the program iconv, not by the tested module.
  private func encoded(_ text: String, in encoding: String) throws -> [UInt8] {
    try withTemporaryFolder(["text": text]) { folder in
      let process = Process()
      process.executableURL = URL(filePath: "/usr/bin/env")
      process.arguments = ["iconv", "-f", "UTF-8", "-t", encoding, folder("text"), "-o", folder("encoded")]
      try process.run()
      process.waitUntilExit()
      try #require(process.terminationStatus == 0)
      return try Array(Data(contentsOf: folder.appending(path: "encoded")))
    }
  }
}
