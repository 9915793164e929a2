/// The format of a document, which determines how its reviews are found.
public enum DocumentFormat: String, Sendable, Hashable, CaseIterable {
  case plaintext, csv, tsv, jsonl, json, markdown

  /// The format of a document; nil if the editor's language is not supported, such as a programming language.
  ///
  /// The editor's language decides first. If it is plain text or missing, the extension of the path decides, such as `.csv`;
  /// if that is unknown, the content does.
  ///
  /// - Parameters:
  ///   - languageID: the LSP language identifier, such as `plaintext` or `csv (semicolon)`.
  ///   - path: a path, a URL or a file name.
  ///   - content: the document, or at least its beginning.
  public init?(languageID: String?, path: String?, content: some Collection<UInt8>) {
    switch languageID?.lowercased() ?? "" {
    case "", "plaintext", "text", "plain", "txt":
      self = path.flatMap(Self.init(pathEnding:)) ?? Self(content: content)
    case "tsv", "tab", "rfc_tsv", "csv (tab)": self = .tsv
    // Editor extensions name the separator: "csv (semicolon)", "csv_semicolon", "dynamic csv".
    case let language where language.hasPrefix("csv") || language.hasSuffix("csv"): self = .csv
    case "rfc_semicolon": self = .csv
    case "jsonl", "jsonlines", "json-lines", "json_lines", "json lines", "ndjson": self = .jsonl
    case "json", "jsonc", "json5": self = .json
    case "markdown", "md", "pandoc", "quarto", "rmd": self = .markdown
    default: return nil
    }
  }

  /// The format for the extension of a path; nil if the extension is unknown.
  public init?(pathEnding path: String) {
    let name = path.split(separator: "/").last ?? ""
    guard let dot = name.lastIndex(of: ".") else { return nil }
    switch name[dot...].lowercased() {
    case ".txt", ".text": self = .plaintext
    case ".csv": self = .csv
    case ".tsv", ".tab": self = .tsv
    case ".jsonl", ".ndjson", ".jsonlines": self = .jsonl
    case ".json", ".jsonc", ".json5": self = .json
    case ".md", ".markdown": self = .markdown
    default: return nil
    }
  }

  /// Guesses the format from the beginning of a document; plain text unless the content clearly has another format.
  private init(content: some Collection<UInt8>) {
    let bytes = Array(content.prefix(1 << 16))
    // The last line may be cut off.
    var lines = Lines(bytes).prefix(20).filter { !bytes.trimmed($0).isEmpty }
    if lines.count > 1, lines.last?.upperBound == bytes.count { lines.removeLast() }
    if let first = lines.first, Self.isObject(bytes, first) {
      self = lines.allSatisfy { Self.isObject(bytes, $0) } ? .jsonl : .json
    } else if Self.beginsWithKey(bytes) {
      self = .json
    } else {
      self = Self.table(bytes) ?? .plaintext
    }
  }

  /// The format of a table with a header that names a review column; nil for any other content.
  init?(tableIn document: [UInt8]) {
    guard let format = Self.table(Array(document.prefix(1 << 16))) else { return nil }
    self = format
  }

  /// Whether a line is a JSON object with at least one key.
  private static func isObject(_ bytes: [UInt8], _ line: Range<Int>) -> Bool {
    var scan = ObjectScan(bytes)
    scan.begin(line: line)
    while scan.next() != nil {}
    let text = bytes.trimmed(line)
    return scan.isWholeLine && bytes[text].starts(with: "{".utf8) && bytes[text].contains(UInt8(ascii: ":"))
  }

  /// Whether the document begins like a JSON object with a key, or an array of such objects.
  private static func beginsWithKey(_ bytes: [UInt8]) -> Bool {
    let marks = bytes[bytes.trimmed(0..<bytes.count)].prefix(200).filter { $0 > 0x20 }
    return marks.starts(with: "{\"".utf8) || marks.starts(with: "[{\"".utf8)
  }

  /// The format of a table: its header contains a common name of a text column, and all records have as many fields.
  private static func table(_ bytes: [UInt8]) -> Self? {
    for (separator, format) in [(",", Self.csv), ("\t", .tsv), (";", .csv), ("|", .csv)] as [(Character, Self)] {
      var table = DelimitedText(bytes, separator: separator)
      guard let header = table.next(), header.fields.count > 1,
        header.fields.contains(where: { TextNames.isExact(table.repairedText(of: $0)) })
      else { continue }
      var records = Array(table.prefix(20))
      // The last record may be cut off.
      if records.count > 1, records.last?.range.upperBound == bytes.count { records.removeLast() }
      if !records.isEmpty, records.allSatisfy({ $0.fields.count == header.fields.count }) { return format }
    }
    return nil
  }
}
