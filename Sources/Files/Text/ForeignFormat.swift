import SystemPackage

/// The formats of files that are no text, by their first bytes, each with a command that makes text of them.
enum ForeignFormat {
  /// Why a file is no text and what to do, as the rest of a sentence; nil if it may be text.
  ///
  /// - Parameters:
  ///   - bytes: the file, or its beginning.
  ///   - name: the file's name; nil for standard input.
  static func sentence(about bytes: [UInt8], name: String?) -> String? {
    func begins(_ mark: String) -> Bool { bytes.starts(with: mark.utf8) }
    let path = FilePath(text: name ?? "")
    for (format, mark, reader, unpacker) in compressed where bytes.starts(with: mark) {
      return compressionSentence(format, reader, unpacker, name: name)
    }
    if begins("BZh"), bytes.dropFirst(4).starts(with: [0x31, 0x41, 0x59, 0x26, 0x53, 0x59]) {
      return compressionSentence("bzip2", "bzcat", "bunzip2 -k", name: name)
    }
    let file = name == nil ? "FILE" : path.quotedForShell
    func target(_ end: String) -> String {
      let other = path.replacingExtension(end)
      return name == nil
        ? "FILE.\(end)" : (other == path ? FilePath(text: "\(path.text).\(end)") : other).quotedForShell
    }
    if begins("PK\u{3}\u{4}") {
      let parts = [bytes.prefix(1 << 12), bytes.suffix(1 << 16)]
      func has(_ part: String, _ extensions: String...) -> Bool {
        extensions.contains { path.extension?.lowercased() == $0 } || parts.contains { $0.contains(part.utf8) }
      }
      if has("word/", "docx", "odt") { return "is a document. " + saveText(file) }
      if has("xl/", "xlsx", "xlsm", "ods") { return "is a workbook. " + saveTable(file) }
      return "is a ZIP archive. If one table is in it, pipe it: unzip -p \(file) | sentiment classify --input "
        + inner(of: name).input
    }
    if bytes.starts(with: [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]) {
      return path.extension?.lowercased() == "doc"
        ? "is a document. " + saveText(file) : "is an old workbook. " + saveTable(file)
    }
    if begins("PAR1") {
      return "is Parquet. Write its table as CSV: python3 -c 'import pandas, sys; "
        + "pandas.read_parquet(sys.argv[1]).to_csv(sys.argv[2], index=False)' \(file) \(target("csv"))"
    }
    if begins("SQLite format 3\0") {
      return
        "is an SQLite database. Write a table of it as CSV: sqlite3 -header -csv \(file) 'SELECT * FROM reviews' > "
        + target("csv")
    }
    if begins("%PDF-") { return "is a PDF. Extract its text: pdftotext \(file) \(target("txt"))" }
    return nil
  }

  private static let compressed: [(format: String, mark: [UInt8], reader: String, unpacker: String)] = [
    ("gzip", [0x1F, 0x8B], "zcat", "gunzip -k"), ("Zstandard", [0x28, 0xB5, 0x2F, 0xFD], "zstdcat", "unzstd"),
    ("xz", [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0], "xzcat", "unxz -k"),
  ]

  private static func compressionSentence(
    _ format: String, _ reader: String, _ unpacker: String, name: String?
  ) -> String {
    let file = name.map { FilePath(text: $0).quotedForShell } ?? "FILE"
    let (input, language) = inner(of: name)
    return "is compressed by \(format). Pipe it: \(reader) \(file) | sentiment classify --input \(input), or "
      + "\(reader) \(file) | sentiment check --language \(language) -; or unpack it: \(unpacker) \(file)"
  }

  /// The formats for `classify` and `check` of a packed file: `reviews.jsonl.gz` holds JSON lines.
  private static func inner(of name: String?) -> (input: String, language: String) {
    switch name.flatMap({ FilePath(text: $0).stem }).flatMap({ FilePath(text: $0).extension?.lowercased() }) {
    case "tsv", "tab": ("tsv", "tsv")
    case "jsonl", "ndjson", "json": ("jsonl", "jsonl")
    case "txt", "text": ("text", "plaintext")
    default: ("csv", "csv")
    }
  }

  /// 44, 34 and 76 are the comma, the quote and UTF-8.
  private static func saveTable(_ file: String) -> String {
    "Save the sheet as CSV in UTF-8: "
      + "libreoffice --headless --convert-to 'csv:Text - txt - csv (StarCalc):44,34,76' \(file)"
  }

  private static func saveText(_ file: String) -> String {
    "Save it as text in UTF-8: libreoffice --headless --convert-to 'txt:Text (encoded):UTF8' \(file)"
  }
}

extension FilePath {
  /// The path with another extension.
  fileprivate func replacingExtension(_ new: String) -> FilePath {
    var path = self
    path.extension = new
    return path
  }
}
