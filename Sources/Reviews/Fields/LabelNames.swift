/// The names of label columns and keys.
package enum LabelNames {
  /// Common names, the likeliest first.
  package static let common = [
    "label", "sentiment", "stars", "rating", "polarity", "class", "标签", "标注", "情感", "情绪", "情感倾向", "极性", "类别", "分类",
    "评分", "打分", "星级", "標籤", "標註", "情緒", "極性", "類別", "分類", "評分", "星級",
  ]

  /// The candidate label columns, in groups of equal likelihood, the likeliest first: columns with the first common name, then
  /// columns with another common name.
  ///
  /// - Parameter names: the column names, without surrounding white space.
  package static func columns(among names: [String]) -> [[Int]] {
    names.columns(called: common).filter { !$0.isEmpty }
  }
}

extension [String] {
  /// The indices of the first common name, and the indices of the others in the order of `common`, case-insensitive.
  func columns(called common: [String]) -> [[Int]] {
    let names = map { $0.lowercased() }
    let found = common.map { name in names.indices.filter { names[$0] == name } }
    return [found[0], Array<Int>(found.dropFirst().joined())]
  }
}
