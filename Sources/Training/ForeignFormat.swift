/// What a file is that holds no text in UTF-8, with what to do; nil where its beginning looks like text.
func foreignFormat(_ bytes: [UInt8], path: String) -> String? {
  let start = bytes.prefix(1024)
  if start.starts(with: [0x1F, 0x8B]) { return "is compressed; unpack it first: gunzip -k \(path)" }
  if start.starts(with: Array("PK\u{3}\u{4}".utf8)) {
    return "is a ZIP archive, or a workbook; unpack it, or save the sheet as CSV in UTF-8"
  }
  if start.starts(with: Array("PAR1".utf8)) { return "is Parquet; write its table as CSV or JSON lines" }
  // Text in UTF-16 has a zero beside every letter of ASCII.
  if start.starts(with: [0xFF, 0xFE]) || start.starts(with: [0xFE, 0xFF])
    || !start.isEmpty && start.count(where: { $0 == 0 }) * 4 >= start.count
  {
    return "is no text in UTF-8; if it is UTF-16, convert it: iconv -f UTF-16 -t UTF-8 \(path)"
  }
  return nil
}
