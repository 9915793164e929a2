/// The names of columns and keys that hold labels.
package enum LabelNames {
  /// Those that most files use, the likeliest first.
  package static let common = [
    "label", "sentiment", "stars", "rating", "polarity", "class", "标签", "标注", "情感", "情绪", "情感倾向", "极性", "类别", "分类",
    "评分", "打分", "星级", "標籤", "標註", "情緒", "極性", "類別", "分類", "評分", "星級",
  ]

  /// The columns that may hold labels, the likeliest first and equally likely ones together: those of the first common name,
  /// then of another one.
  ///
  /// - Parameter names: without white space around.
  package static func columns(among names: [String]) -> [[Int]] {
    names.columns(called: common).filter { !$0.isEmpty }
  }
}

extension [String] {
  /// The positions of the first common name, and those of the others in the order of `common`, whatever their case.
  func columns(called common: [String]) -> [[Int]] {
    let names = map { $0.lowercased() }
    let found = common.map { name in names.indices.filter { names[$0] == name } }
    return [found[0], Array<Int>(found.dropFirst().joined())]
  }
}
