import Files
import Foundation
import Testing

/// Text in encodings other than UTF-8 is decoded by its byte-order mark, or reported with a command that converts it.
struct DecodedTextTests {
  private let reviews = "Great film, ★★★★★\n剧情太糟糕了\nnaïve café\n"

  @Test(
    arguments: [
      ([0xEF, 0xBB, 0xBF], String.Encoding.utf8), ([0xFF, 0xFE], .utf16LittleEndian), ([0xFE, 0xFF], .utf16BigEndian),
      ([0xFF, 0xFE, 0, 0], .utf32LittleEndian), ([0, 0, 0xFE, 0xFF], .utf32BigEndian),
    ] as [([UInt8], String.Encoding)])
  func decodesTheEncodingOfAByteOrderMark(mark: [UInt8], encoding: String.Encoding) throws {
    let text = try DecodedText(mark + (try #require(reviews.data(using: encoding))), name: "reviews.csv")
    #expect(String(decoding: text.bytes, as: UTF8.self) == reviews)
    #expect(text.problem == nil)
  }

  @Test func keepsPlainUTF8() throws {
    for text in ["", "a", reviews, "zero \0 byte"] {
      #expect(try DecodedText(Array(text.utf8), name: "a").bytes == Array(text.utf8))
    }
  }

  @Test(arguments: [
    ("GB18030", "剧情太糟糕了，浪费时间。\n演员很好，故事也不错。\n"), ("BIG5", "這個產品的品質很好，我們都很喜歡。\n不值得買的東西。\n"),
    ("SHIFT_JIS", "この映画はとても面白かったです。\nもう一度見たい。\n"), ("EUC-KR", "이 영화는 정말 재미있었어요.\n다시 보고 싶습니다.\n"),
    ("WINDOWS-1252", "Très déçu, le café était froid.\nCosta 5 € e não vale.\n"),
  ])
  func namesAnEncodingThatDecodesTheFile(encoding: String, text: String) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let (source, target) = (folder.appending(path: "my reviews.csv"), folder.appending(path: "my reviews.utf8.csv"))
    try Data(("plain\n" + text).utf8).write(to: target)
    try run(
      "iconv -f UTF-8 -t \(encoding) 'my reviews.utf8.csv' > 'my reviews.csv' && rm 'my reviews.utf8.csv'", folder)
    let decoded = try DecodedText(Array(Data(contentsOf: source)), name: "my reviews.csv")
    let problem = try #require(decoded.problem)
    #expect(problem.hasPrefix("my reviews.csv:2: not valid UTF-8; unreadable bytes were replaced. Convert it: "))
    // The command in the message works.
    try run(String(problem.split(separator: "Convert it: ")[1]), folder)
    #expect(try String(contentsOf: target, encoding: .utf8) == "plain\n" + text)
  }

  @Test func rejectsFilesThatAreNotText() {
    for (bytes, part) in [
      ([0x1F, 0x8B, 8, 0], "is compressed; unpack it first: gunzip -k 'a b.csv'"),
      (Array("PK\u{3}\u{4}".utf8), "is a ZIP archive, or a workbook"), (Array("PAR1".utf8), "is Parquet"),
      (
        Array("t\0e\0x\0t\0".utf8),
        "UTF-16 without a byte-order mark, not UTF-8. Convert it: iconv -f UTF-16LE -t UTF-8 'a b.csv' > "
      ),
      (Array("\0t\0e\0x\0t".utf8), "iconv -f UTF-16BE"),
      ([0x41, 0x42, 0x43, 0x44, 0x45, 0xFF, 0], "is not a text file"),
    ] as [([UInt8], String)] {
      let error = #expect(throws: FileError.self) { try DecodedText(bytes, name: "a b.csv") }
      #expect(error?.description.contains(part) == true, "\(error?.description ?? "")")
    }
  }

  /// A file truncated inside a character and a file with a stray byte are not mistaken for another encoding.
  @Test(arguments: [Array("剧情太糟糕了".utf8.dropLast()), Array("太糟".utf8) + [0xFF] + Array("糕了，naïve".utf8)])
  func treatsMostlyValidUTF8AsUTF8(bytes: [UInt8]) throws {
    let text = try DecodedText(bytes, name: "a b.txt")
    #expect(text.conversion == "Remove them: iconv -c -f UTF-8 -t UTF-8 'a b.txt' > 'a b.utf8.txt'")
    #expect(String(decoding: text.repaired, as: UTF8.self).contains("\u{FFFD}"))
  }

  @Test func suggestsAFilterForStandardInput() throws {
    let text = try DecodedText(Array("caf".utf8) + [0xE9, 0x0A], name: "<stdin>")
    #expect(text.conversion == "Convert it: iconv -f WINDOWS-1252 -t UTF-8")
    let error = #expect(throws: FileError.self) { try DecodedText([0x1F, 0x8B, 8, 0], name: "<stdin>") }
    #expect(error?.description == "<stdin>: is compressed; unpack it first: gunzip")
  }

  @Test func replacesAndReportsUnpairedSurrogates() throws {
    let text = try DecodedText([0xFF, 0xFE, 0x41, 0, 0x00, 0xD8, 0x42, 0], name: "a.txt")
    #expect(String(decoding: text.bytes, as: UTF8.self) == "A\u{FFFD}B")
    #expect(text.problem?.hasPrefix("a.txt: ") == true)
  }

  private func run(_ command: String, _ folder: URL) throws {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = ["-c", command]
    process.currentDirectoryURL = folder
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0, "\(command)")
  }
}
