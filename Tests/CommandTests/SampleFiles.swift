import Foundation

/// A file of reviews in one of many common formats.
struct SampleFile: Sendable {
  let name: String
  /// The text in an editor.
  let text: String
  /// The bytes on disk.
  let bytes: [UInt8]
  /// The language identifier in an editor.
  var language: String {
    switch URL(filePath: name).pathExtension {
    case "csv": "csv"
    case "tsv": "tsv"
    case "jsonl": "jsonl"
    case "json": "json"
    case "md": "markdown"
    default: "plaintext"
    }
  }

  init(_ name: String, _ text: String, mark: [UInt8] = [], _ encoding: String.Encoding = .utf8) {
    (self.name, self.text) = (name, text)
    bytes = mark + (text.data(using: encoding).map(Array.init) ?? [])
  }

  /// - Parameter bytes: may have invalid UTF-8, which an editor shows as U+FFFD.
  init(_ name: String, bytes: [UInt8]) {
    (self.name, self.bytes, text) = (name, bytes, String(decoding: bytes, as: UTF8.self))
  }

  private static let praise = "A wonderful film, I loved every minute."
  private static let complaint = "What a waste of time, the plot was a confusing mess."
  private static let rude = "太糟糕了，浪费时间。"

  static let all: [SampleFile] = plainTexts + tables + objects + markdown

  private static let plainTexts = [
    SampleFile("lines.txt", "\(praise)\n\(complaint)\n\(rude)\n"),
    SampleFile("returns.txt", "\(praise)\r\n  😀 \(complaint)\r\n\(rude)\r\n"),
    SampleFile("old-mac.txt", "\(complaint)\r\(praise)\r\(rude)"), SampleFile("no-end.txt", complaint),
    SampleFile("mixed-ends.txt", "\(complaint)\r\n\(praise)\n\(rude)\r\(complaint)"),
    SampleFile("mark.txt", "\(complaint)\n\(praise)\n", mark: [0xEF, 0xBB, 0xBF]),
    SampleFile("utf-16.txt", "\(complaint)\n\(rude)\n", mark: [0xFF, 0xFE], .utf16LittleEndian),
    SampleFile("utf-16-big.txt", "\(complaint) 😀\n\(rude)\n", mark: [0xFE, 0xFF], .utf16BigEndian),
    SampleFile("utf-32.txt", "\(complaint)\n\(rude)\n", mark: [0xFF, 0xFE, 0, 0], .utf32LittleEndian),
    SampleFile("latin-1.txt", bytes: Array("Tr".utf8) + [0xE8] + Array("s bad: \(complaint)\n\(praise)\n".utf8)),
    SampleFile("empty.txt", ""), SampleFile("blank.txt", "\n \n\t\n"), SampleFile("marks.txt", "***\n!!!\n---\n"),
    SampleFile(
      "wrapped.txt",
      "The film begins well enough, but then in its second\nhalf it falls apart, and it is a terrible waste of time.\n\n"
        + "I liked the music and, above all, the two leading\nactors, who were wonderful.\n"),
    SampleFile(
      "ignored.txt",
      "\(complaint)\n# sentiment:ignore\n\(complaint)\n# sentiment:ignore-begin\n\(rude)\n# sentiment:ignore-end\n\(rude)\n"
    ),
    SampleFile("all-ignored.txt", "# sentiment:ignore-file\n\(complaint)\n"),
    SampleFile("accents.txt", "Cafe\u{301} terrible: \(complaint)\n👩‍👩‍👧 \(complaint)\n"),
  ]

  private static let tables = [
    SampleFile("quotes.csv", "id,text\n1,\"A terrible \"\"masterpiece\"\",\nboring to the end.\"\n2,\(praise)\n"),
    SampleFile("returns.csv", "id,review\r\n1,\"\(complaint)\"\r\n2,\"\(praise)\"\r\n"),
    SampleFile("semicolons.csv", "stars;comment\n1;Awful food and rude staff, never again.\n5;Great value.\n"),
    SampleFile("no-header.csv", "1,\"\(complaint)\"\n5,\"\(praise)\"\n1,\"Broken after two days. Avoid.\"\n"),
    SampleFile("open-quote.csv", "id,text\n1,\"\(complaint)\n2,\(praise)\n3,\"Awful, a waste of money.\"\n"),
    SampleFile("surplus.csv", "id,text\n1,Bad, boring, and a waste of money\n2,Fine\n"),
    SampleFile("chinese.csv", "编号,评论\n1,\(rude)\n2,非常好，推荐。\n"), SampleFile("suffix.csv", "id,review_text\n1,\(rude)\n"),
    SampleFile("column.csv", "title,body\nIgnore this awful title,\"\(praise)\"\nx,\"\(complaint)\"\n"),
    SampleFile("utf-16.csv", "id,text\n1,\(rude)\n", mark: [0xFF, 0xFE], .utf16LittleEndian),
    SampleFile(
      "latin-1.csv",
      bytes: Array("id,text\n1,D".utf8) + [0xE9] + Array("sol".utf8) + [0xE9, 0x2C] + Array("\(rude)\n".utf8)),
    SampleFile("tabs.tsv", "id\ttext\n1\t\(complaint)\n2\t\(praise)\n"),
    SampleFile("quoted.tsv", "text\tstars\n\"Awful;\ta waste of money.\"\t1\n"),
  ]

  private static let objects = [
    SampleFile(
      "escapes.jsonl",
      #"{"text": "A dreadful \u00e9tude.\nBoring \ud83d\ude00 and bad."}"# + "\n{\"text\": \"\(praise)\"}\n"),
    SampleFile("broken.jsonl", "{broken\n{\"text\": \"\(complaint)\"}\n{\"text\": \"no end\n"),
    SampleFile(
      "nested.jsonl",
      "{\"id\": 7, \"review\": {\"body\": \"\(complaint)\"}}\r\n{\"reviews\": [\"\(rude)\", \"\(praise)\"]}\r\n"),
    SampleFile(
      "list.json", "[\n  {\"id\": 1, \"text\": \"\(complaint)\"},\n  {\"id\": 2, \"text\": \"\(praise)\"}\n]\n"),
    SampleFile("tree.json", "{\"shop\": {\"feedback\": [{\"message\": \"\(rude)\"}]}}"),
  ]

  private static let markdown = [
    SampleFile(
      "lists.md", "# Reviews\n\n- A *terrible* [film](http://x.y/z), a waste\n  of time.\n- Lovely and warm.\n"),
    SampleFile(
      "quotes.md",
      "> Awful food,\n> rude staff.\n\n```\n\(complaint)\n```\n\n<!-- sentiment:ignore -->\n\n\(complaint)\n"),
    SampleFile("table.md", "| who | said |\n|---|---|\n| Ann | \(complaint) |\n| Bo | \(praise) |\n"),
    SampleFile("headings.md", "Title\n=====\n\n## Part\n\n1. \(complaint)\n2. \(praise)\n\n\(rude)\n"),
    SampleFile("returns.md", "# One\r\n\r\n\(complaint)\r\n\r\n* \(rude)\r\n"),
  ]
}
