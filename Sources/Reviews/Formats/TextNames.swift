/// The names of review columns and keys.
package struct TextNames {
  /// The kind of value that a name denotes: `texts` for a plural, such as `reviews`.
  enum Match {
    case other, text, texts
  }

  /// Common names, the likeliest first.
  package static let common = [
    "text", "review", "content", "comment", "sentence", "body", "tweet", "message", "feedback", "评论", "评价", "内容",
    "点评", "短评", "评语", "留言", "反馈", "文本", "正文", "句子", "消息", "意见", "評論", "評價", "內容", "回饋", "文字",
  ]

  /// Whether a name is exactly a common name, case-insensitive.
  static func isCommon(_ name: String) -> Bool { common.contains(name.lowercased()) }

  /// The candidate review columns, in groups of equal likelihood, the likeliest first: columns with the first common name, with
  /// another common name, with a name that ends with a common one, and with a plural.
  ///
  /// - Parameter names: the column names, without surrounding white space.
  package static func columns(among names: [String]) -> [[Int]] {
    let exact = names.columns(called: common)
    let all = TextNames([])
    let matches = names.map { name in
      let bytes = Array(name.utf8)
      return all.match(bytes, 0..<bytes.count)
    }
    func others(_ match: Match) -> [Int] {
      names.indices.filter { matches[$0] == match && !exact.joined().contains($0) }
    }
    return (exact + [others(.text), others(.texts)]).filter { !$0.isEmpty }
  }

  private let names: [String]
  private let spellings: [[UInt8]]
  private let lastBytes: Set<UInt8>
  /// Whether the user gave the names.
  let areGiven: Bool

  /// Given names match exactly. If there are none, the common names match, also with words before them: `review_text`.
  init(_ given: [String]) {
    areGiven = !given.isEmpty
    names = areGiven ? given.map { $0.lowercased() } : Self.common
    spellings = names.map { Array($0.utf8) }
    lastBytes = Set(spellings.compactMap(\.last)).union(areGiven ? [] : [UInt8(ascii: "s")])
  }

  /// Matches the name in a range of bytes, case-insensitive.
  func match(_ bytes: [UInt8], _ range: Range<Int>) -> Match {
    guard let last = range.last else { return .other }
    if areGiven {
      if bytes[range].contains(where: { $0 >= 0x80 }) {
        return names.contains(String(decoding: bytes[range], as: UTF8.self).lowercased()) ? .text : .other
      }
      return spellings.contains { $0.count == range.count && isSame($0, bytes, at: range.lowerBound) } ? .text : .other
    }
    guard lastBytes.contains(lowercased(bytes[last])) else { return .other }
    if spellings.contains(where: { ends(range, of: bytes, with: $0) }) { return .text }
    guard lowercased(bytes[last]) == UInt8(ascii: "s") else { return .other }
    if spellings.contains(where: { ends(range.dropLast(), of: bytes, with: $0) }) { return .texts }
    return ends(range, of: bytes, with: Array("bodies".utf8)) ? .texts : .other
  }

  /// Whether the range is `name`, or ends with it as a separate word: `review_text`, `reviewText`, `商品评价`.
  private func ends(_ range: Range<Int>, of bytes: [UInt8], with name: [UInt8]) -> Bool {
    let start = range.upperBound - name.count
    guard start >= range.lowerBound, isSame(name, bytes, at: start) else { return false }
    if start == range.lowerBound || name[0] >= 0x80 { return true }
    let before = bytes[start - 1]
    let isCamel = bytes[start].isUppercaseLetter && !before.isUppercaseLetter
    return isCamel || [UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: " "), UInt8(ascii: ".")].contains(before)
  }

  private func isSame(_ name: [UInt8], _ bytes: [UInt8], at start: Int) -> Bool {
    for (offset, byte) in name.enumerated() where lowercased(bytes[start + offset]) != byte { return false }
    return true
  }
}

private func lowercased(_ byte: UInt8) -> UInt8 { byte.isUppercaseLetter ? byte | 0x20 : byte }
