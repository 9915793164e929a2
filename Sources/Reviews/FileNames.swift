/// What the names of files say about their contents.
package enum FileNames {
  /// Whether a name, without its extension, says that the file holds reviews: `hotel_reviews`, `feedback-2026`, 评论.
  package static func nameReviews(_ name: String) -> Bool {
    let name = name.lowercased()
    return words.contains(where: name.contains)
  }

  private static let words = [
    "review", "comment", "feedback", "opinion", "testimonial", "survey", "rating", "tweet", "complaint", "评论", "评价",
    "点评", "反馈",
    "短评", "留言", "評論", "評價",
  ]
}
