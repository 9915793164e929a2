import Foundation
import JSON
import TestSupport
import Testing

/// Every command reads other encodings by their mark or `--encoding`, and says how to read what it cannot.
struct EncodingTests {
  private static let table = "编号,评论,label\r\n1,\"房间很脏，服务态度也差\",0\r\n2,位置很好，早餐丰富,1\r\n"

  /// The table in GB18030.
  private static let chinese: [UInt8] =
    [0xB1, 0xE0, 0xBA, 0xC5, 0x2C, 0xC6, 0xC0, 0xC2, 0xDB] + Array(",label\r\n1,\"".utf8)
    + [0xB7, 0xBF, 0xBC, 0xE4, 0xBA, 0xDC, 0xD4, 0xE0, 0xA3, 0xAC, 0xB7, 0xFE, 0xCE, 0xF1, 0xCC, 0xAC]
    + [0xB6, 0xC8, 0xD2, 0xB2, 0xB2, 0xEE] + Array("\",0\r\n2,".utf8)
    + [0xCE, 0xBB, 0xD6, 0xC3, 0xBA, 0xDC, 0xBA, 0xC3, 0xA3, 0xAC, 0xD4, 0xE7, 0xB2, 0xCD, 0xB7, 0xE1, 0xB8, 0xBB]
    + Array(",1\r\n".utf8)

  private static func wide(_ text: String, _ encoding: String.Encoding) -> [UInt8] {
    let mark: [UInt8] = encoding == .utf16LittleEndian ? [0xFF, 0xFE] : [0xFE, 0xFF]
    return mark + Array(text.data(using: encoding) ?? Data())
  }

  private func run(_ arguments: [String], input: [UInt8] = []) throws -> Program.Outcome {
    try Program.run("sentiment", arguments + ["--model", TinyModel.bert], input: input)
  }

  /// Each file, with the options that read it, gives what the table in UTF-8 gives.
  @Test(
    arguments: [
      (wide(table, .utf16LittleEndian), []), (wide(table, .utf16BigEndian), ["--encoding", "gbk"]),
      (chinese, ["--encoding", "GB18030"]), (chinese, ["--encoding", "auto"]),
    ] as [([UInt8], [String])])
  func allCommandsReadTheTable(bytes: [UInt8], options: [String]) throws {
    try withTemporaryFolder { folder in
      let files = (
        plain: try folder.write(Self.table, to: "plain/a.csv"), other: try folder.write(bytes, to: "other/a.csv")
      )
      for arguments in [
        ["check", "--format", "jsonl", "--fail-on", "positive"], ["classify", "--input", "csv"],
        ["evaluate", "--json", "--data"],
        ["evaluate-explanations", "--json", "--method", "quick", "--data"],
        ["train", "--output", folder("model"), "--dry-run", "--train"],
      ] {
        let expected = try run(arguments + [files.plain])
        let outcome = try run(arguments + [files.other] + options)
        func comparable(_ text: String) -> String {
          text.replacing("plain/a.csv", with: "other/a.csv").replacing(
            /"(seconds|milliseconds_per_text)":[^,}]*/, with: "")
        }
        #expect(comparable(outcome.output) == comparable(expected.output), "\(arguments[0])")
        #expect(outcome.status == expected.status && outcome.errors == comparable(expected.errors), "\(outcome.errors)")
        #expect(!outcome.output.contains("\u{FFFD}"))
      }
      for arguments in [
        ["check", "--language", "csv", "-"], ["classify"], ["classify", "--input", "csv"], ["explain", "-"],
      ] {
        let expected = try run(arguments, input: Array(Self.table.utf8))
        let outcome = try run(arguments + options, input: bytes)
        #expect(outcome.output == expected.output && outcome.status == expected.status, "\(outcome.errors)")
      }
    }
  }

  @Test func withoutTheOptionTheEncodingIsNamedAndNothingUnreadableIsLabelled() throws {
    try withTemporaryFolder { folder in
      let file = try folder.write(Self.chinese, to: "a.csv")
      let remedy = "Pass --encoding GB18030, or convert it: iconv -f GB18030 -t UTF-8"
      for arguments in [
        ["check", file], ["classify", "--input", "csv", file], ["evaluate", "--data", file],
        ["train", "--output", folder("model"), "--dry-run", "--train", file],
      ] {
        let outcome = try run(arguments)
        #expect(outcome.status == 2 && outcome.output.isEmpty)
        #expect(outcome.errors.contains("\(remedy) \(file) > \(folder("a.utf8.csv"))"), "\(outcome.errors)")
      }
      for arguments in [["check", "-"], ["classify"], ["classify", "--input", "csv"], ["explain", "-"]] {
        let outcome = try run(arguments, input: Self.chinese)
        #expect(outcome.status == 2 && !outcome.output.contains("\"label\"") && !outcome.output.contains("\u{FFFD}"))
        #expect(outcome.errors.contains(remedy), "\(outcome.errors)")
      }
      let lines = try run(["classify"], input: Self.chinese).lines()
      #expect(lines.count == 3 && lines.allSatisfy { $0["error"]?.stringValue?.contains(remedy) == true })
    }
  }

  @Test func theSettingNamesTheEncoding() throws {
    try withTemporaryFolder([".sentiment.json": "{\"files\": {\"*.csv\": {\"encoding\": \"gbk\"}}}"]) { folder in
      let file = try folder.write(Self.chinese, to: "a.csv")
      let outcome = try run(["check", "--fail-on", "positive", file])
      #expect(outcome.status < 2 && outcome.errors.isEmpty, "\(outcome.errors)")
    }
  }

  @Test(arguments: [["check", "a.csv"], ["classify"], ["explain", "a"], ["evaluate", "--data", "a.csv"]])
  func rejectsUnknownEncodings(arguments: [String]) throws {
    let outcome = try run(arguments + ["--encoding", "klingon"])
    #expect(outcome.status == 2 && outcome.output.isEmpty)
    #expect(outcome.errors.contains("--encoding klingon is not supported; use one of auto, UTF-8, "))
  }

  @Test(
    arguments: [
      ("a.csv.gz", [0x1F, 0x8B, 8, 0], "is compressed by gzip. Pipe it: zcat"),
      (
        "a.xlsx", Array("PK\u{3}\u{4}xl/workbook.xml".utf8),
        "is a workbook. Save the sheet as CSV in UTF-8: libreoffice"
      ),
      ("a.parquet", Array("PAR1".utf8), "is Parquet. Write its table as CSV: python3"),
      ("a.pdf", Array("%PDF-1.4".utf8), "is a PDF. Extract its text: pdftotext"),
    ] as [(String, [UInt8], String)])
  func everyCommandSaysHowToConvertAFileThatIsNotText(name: String, bytes: [UInt8], message: String) throws {
    try withTemporaryFolder { folder in
      let file = try folder.write(bytes, to: name)
      for arguments in [
        ["check"], ["classify"], ["classify", "--input", "csv"], ["explain"], ["evaluate", "--data"],
        ["evaluate-explanations", "--data"], ["train", "--output", folder("model"), "--train"],
      ] {
        let outcome = try run(arguments + [file])
        #expect(
          outcome.status == 2 && outcome.errors.contains("\(file): \(message)"), "\(arguments): \(outcome.errors)")
      }
      for arguments in [["check", "-"], ["classify"], ["classify", "--input", "csv"], ["explain", "-"]] {
        let outcome = try run(arguments, input: bytes)
        #expect(outcome.status == 2 && outcome.errors.contains(message), "\(arguments): \(outcome.errors)")
      }
    }
  }
}
