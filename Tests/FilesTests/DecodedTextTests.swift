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
    #expect(
      problem.hasPrefix("my reviews.csv:2: not valid UTF-8, but probably \(encoding); unreadable bytes were replaced. ")
    )
    #expect(problem.contains(" Pass --encoding \(encoding), or convert it: iconv -f \(encoding) -t UTF-8 "))
    // The command in the message works.
    try run(String(problem.split(separator: "convert it: ")[1]), folder)
    #expect(try String(contentsOf: target, encoding: .utf8) == "plain\n" + text)
    // So does the option.
    for name in [encoding, "auto"] {
      let converted = try DecodedText(
        Array(Data(contentsOf: source)), name: "my reviews.csv", encoding: TextEncoding(name))
      #expect(String(decoding: converted.bytes, as: UTF8.self) == "plain\n" + text)
      #expect(converted.problem == nil && converted.conversion == nil)
    }
  }

  @Test func rejectsFilesThatAreNotText() {
    for (bytes, part) in [
      ([0x1F, 0x8B, 8, 0], "is compressed by gzip. Pipe it: zcat 'a b.csv' | sentiment classify --input csv"),
      ([0x28, 0xB5, 0x2F, 0xFD, 4], "zstdcat 'a b.csv' | sentiment check --language csv -"),
      (Array("BZh91AY&SY".utf8), "bzcat 'a b.csv' |"), ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0], "unxz -k 'a b.csv'"),
      (Array("PK\u{3}\u{4}reviews.csv".utf8), "is a ZIP archive. If one table is in it, pipe it: unzip -p 'a b.csv' |"),
      (Array("PK\u{3}\u{4}xl/workbook.xml".utf8), "is a workbook. Save the sheet as CSV in UTF-8: libreoffice "),
      (Array("PK\u{3}\u{4}word/document.xml".utf8), "is a document. Save it as text in UTF-8: libreoffice "),
      ([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], "is an old workbook. Save the sheet as CSV"),
      (
        Array("SQLite format 3\0".utf8) + [UInt8](repeating: 0, count: 200),
        "is an SQLite database. Write a table of it as CSV: sqlite3 -header -csv 'a b.csv' 'SELECT * FROM reviews' > 'a b.csv.csv'"
      ),
      (Array("PAR1".utf8), "is Parquet. Write its table as CSV: python3 -c 'import pandas"),
      (Array("%PDF-1.7\n".utf8), "is a PDF. Extract its text: pdftotext 'a b.csv' 'a b.txt'"),
      (
        Array("t\0e\0x\0t\0".utf8),
        "UTF-16 without a byte-order mark, not UTF-8. Pass --encoding UTF-16LE, or convert it: iconv -f UTF-16LE -t UTF-8 "
          + "'a b.csv' > "
      ),
      (Array("\0t\0e\0x\0t".utf8), "iconv -f UTF-16BE"), (Array("t\0\0\0e\0\0\0".utf8), "iconv -f UTF-32LE"),
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
    #expect(text.conversion == "Pass --encoding WINDOWS-1252, or convert it: iconv -f WINDOWS-1252 -t UTF-8")
    let error = #expect(throws: FileError.self) { try DecodedText([0x1F, 0x8B, 8, 0], name: "<stdin>") }
    #expect(
      error?.description.hasPrefix(
        "<stdin>: is compressed by gzip. Pipe it: zcat FILE | sentiment classify --input csv")
        == true)
  }

  @Test func replacesAndReportsUnpairedSurrogates() throws {
    let text = try DecodedText([0xFF, 0xFE, 0x41, 0, 0x00, 0xD8, 0x42, 0], name: "a.txt")
    #expect(String(decoding: text.bytes, as: UTF8.self) == "A\u{FFFD}B")
    #expect(text.problem == "a.txt:1: not valid UTF-16LE; unreadable bytes were replaced. Save the text again as UTF-8")
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
