import Foundation
import Reviews

/// A number in a label cell, as people write ratings: `4`, `4.5`, `4/5`, `8 out of 10`, `80%`, `4 stars`, `★★★☆☆`.
struct Rating: Hashable, Sendable {
  var value: Double
  /// The highest rating, if the cell names it.
  var top: Double?
  /// Whether the cell is more than a number, so that it cannot be the index of a label.
  var isWritten = false

  init?(_ cell: String) {
    let text = cell.lowercased().withoutSpaceAround
    if let number = Double(text) {
      guard number.isFinite else { return nil }
      value = number
    } else if let stars = Self.stars(text) {
      (value, top, isWritten) = (stars.value, stars.top, true)
    } else {
      let pattern =
        #/
        (?: rat(?:ed|ing) :? \s* )? ([0-9]{1,3} (?: [.,] [0-9]{1,2} )?)
        (?: \s* (?: \/ | out \s of | of ) \s* ([0-9]{1,3}) (?: [.] 0+ )? )?
        (?: [\s\-]* (stars? | points? | % | 颗星 | 顆星 | 星级? | 分) )?
        /#
      guard let match = text.wholeMatch(of: pattern),
        let number = Double(match.1.replacing(",", with: "."))
      else { return nil }
      (value, isWritten) = (number, match.2 != nil || match.3 != nil)
      top = match.2.flatMap { Double($0) } ?? (match.3 == "%" ? 100 : nil)
    }
  }

  /// A row of stars: `★★★☆☆` is 3 of 5, `⭐⭐⭐½` is 3.5.
  private static func stars(_ text: String) -> (value: Double, top: Double?)? {
    var (full, empty, half) = (0, 0, 0)
    for scalar in text.unicodeScalars {
      switch scalar {
      case "★", "⭐", "🌟", "✭": full += 1
      case "☆", "✩", "✰": empty += 1
      case "½", "⯨", "⯪": half += 1
      case "\u{FE0F}", " ": break
      default: return nil
      }
    }
    guard full + empty > 0, full + empty + half <= 10 else { return nil }
    return (Double(full) + Double(half) / 2, empty > 0 ? Double(full + empty + half) : nil)
  }

  /// The value, if it is whole.
  var wholeNumber: Int? { Int(exactly: value) }
}
