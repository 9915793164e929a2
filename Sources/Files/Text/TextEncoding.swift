/// The encoding of a text that is not UTF-8, as `--encoding` and the setting `encoding` name it.
public struct TextEncoding: Sendable, Hashable {
  /// The name in messages and for `iconv`, such as `GB18030`; or `auto`.
  public let name: String
  /// The name for our own conversion: a superset of the encoding where other programs write one under its name.
  let converter: String

  /// UTF-8 if a text is valid UTF-8, else the encoding that its bytes look like.
  public static let auto = TextEncoding(name: "auto", converter: "UTF-8")
  static let utf8 = TextEncoding(name: "UTF-8", converter: "UTF-8")

  /// The encoding of that name, or of another common name for it, in any case; nil if it is not supported.
  public init?(_ name: String) {
    guard let known = Self.byKey[Self.key(name)] else { return nil }
    self = known
  }

  private init(name: String, converter: String) { (self.name, self.converter) = (name, converter) }

  /// The names of all encodings, `auto` first.
  public static let names = ["auto"] + table.map(\.name)

  /// A sentence about a name that is not supported, and the alternatives.
  public static func notSupported(_ name: String) -> String {
    "\(name) is not supported; use one of \(names.joined(separator: ", ")), or convert the text: iconv -f NAME -t UTF-8"
  }

  /// Names, without case, `-`, `_` and the like, by which programs call the same encoding.
  private static func key(_ name: String) -> String {
    String(decoding: name.utf8.filter { $0 >= UInt8(ascii: "0") && $0 != UInt8(ascii: "_") }, as: UTF8.self)
      .lowercased()
  }

  /// A fixed list: the names of a workspace's settings must not choose among all of the system's converters.
  private static let table: [(name: String, converter: String, others: [String])] =
    [
      ("UTF-8", "UTF-8", []), ("UTF-16", "UTF-16LE", []), ("UTF-16LE", "UTF-16LE", []), ("UTF-16BE", "UTF-16BE", []),
      ("UTF-32", "UTF-32LE", []), ("UTF-32LE", "UTF-32LE", []), ("UTF-32BE", "UTF-32BE", []),
      ("GB18030", "GB18030", ["GBK", "GB2312", "CP936"]), ("BIG5", "BIG5-HKSCS", ["CP950", "BIG5-HKSCS"]),
      ("SHIFT_JIS", "CP932", ["SJIS", "CP932", "WINDOWS-31J"]), ("EUC-JP", "EUC-JP", []),
      ("EUC-KR", "CP949", ["CP949", "UHC", "KS_C_5601"]),
    ] + (1250...1258).map { ("WINDOWS-\($0)", "CP\($0)", ["CP\($0)"]) }
    + [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 14, 15, 16].map { ("ISO-8859-\($0)", "ISO-8859-\($0)", []) }
    + ["KOI8-R", "KOI8-U", "TIS-620", "MACINTOSH", "CP437", "CP850", "CP866"].map { ($0, $0, []) }

  private static let byKey: [String: TextEncoding] = {
    var encodings = [key(auto.name): auto, "latin1": TextEncoding(name: "ISO-8859-1", converter: "ISO-8859-1")]
    for (name, converter, others) in table {
      for other in [name] + others { encodings[key(other)] = TextEncoding(name: name, converter: converter) }
    }
    return encodings
  }()
}
