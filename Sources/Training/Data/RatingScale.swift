import Reviews

/// A scale of ratings, such as 1 to 10, with a negative and a positive side.
///
/// The fifth in the middle is neutral: 3 of 1 to 5, 5 and 6 of 1 to 10 (as in IMDB's data set), 4 to 6 of 0 to 10, 4 of 1 to
/// 7, nothing of 1 to 4. The net promoter score, which calls 0 to 6 of 0 to 10 detractors, is about loyalty; a text with a 6
/// is not a negative text.
struct RatingScale: Hashable, Sendable {
  let bottom: Double
  let top: Double
  /// The distance of neighbouring ratings, to name the sides.
  private let step: Double

  /// The scale that has these ratings. They may be only a part of it, so their extremes decide:
  ///
  /// - A rating of 0 starts the scale at 0, of a half at a half, others at 1.
  /// - It ends where a cell says, as `4/5` does; otherwise at 5, 10 or 100. If all whole numbers up to 4, 6 or 7 occur, and no
  ///   greater one, it ends there.
  ///
  /// - Returns: nil if the numbers are no ratings of one scale: negative, above 100, all between 0 and 1, or `4/5` beside `8/10`.
  init?(of ratings: some Sequence<Rating>) {
    let values = Set(ratings.map(\.value))
    let tops = Set(ratings.compactMap(\.top))
    guard let smallest = values.min(), let largest = values.max(), smallest >= 0, tops.count <= 1,
      largest > 1 || tops.count == 1 || values == [1]
    else { return nil }
    let isFromZero = smallest < 0.5 || (tops.first ?? largest) > 10
    bottom = isFromZero ? 0 : smallest < 1 ? 0.5 : 1
    let whole = values.allSatisfy { $0 == $0.rounded() }
    if let top = tops.first {
      guard largest <= top, top > 1 else { return nil }
      self.top = top
    } else {
      // 0, 1 and 2 are three classes; 1, 2 and 3 are more likely a part of 1 to 5.
      let isComplete = whole && stride(from: bottom, through: largest, by: 1).allSatisfy(values.contains)
      let ends =
        isComplete && ((isFromZero ? 2 : 4)...7).contains(largest) ? [largest] : [isFromZero ? 4 : 5, 5, 10, 100]
      guard let end = ends.first(where: { largest <= $0 }) else { return nil }
      top = end
    }
    step = whole ? 1 : values.allSatisfy { 2 * $0 == (2 * $0).rounded() } ? 0.5 : 0.1
  }

  /// −1, 0 and 1.
  static let signs = Self(bottom: -1, top: 1, step: 1)

  private init(bottom: Double, top: Double, step: Double) { (self.bottom, self.top, self.step) = (bottom, top, step) }

  /// The polarity of a rating; nil outside the scale.
  func polarity(of rating: Rating) -> Polarity? {
    rating.top == nil || rating.top == top ? polarity(of: rating.value) : nil
  }

  private func polarity(of value: Double) -> Polarity? {
    guard (bottom...top).contains(value) else { return nil }
    // In tenths of the scale from its bottom, with room for the rounding of 2.6.
    let tenths = 10 * (value - bottom) / (top - bottom)
    return tenths < 4 - 1e-9 ? .negative : tenths > 6 + 1e-9 ? .positive : .neutral
  }

  /// The ratings of a polarity: `1–4`; nil if there are none.
  func range(of polarity: Polarity) -> String? {
    let count = Int(((top - bottom) / step).rounded())
    let values = (0...count).map { bottom + Double($0) * step }.filter { self.polarity(of: $0) == polarity }
    guard let first = values.first, let last = values.last else { return nil }
    return first == last ? Self.text(first) : "\(Self.text(first))–\(Self.text(last))"
  }

  /// `1 to 10`
  var name: String { "\(Self.text(bottom)) to \(Self.text(top))" }

  private static func text(_ value: Double) -> String {
    let tenths = Int((10 * value).rounded())
    return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
  }
}
