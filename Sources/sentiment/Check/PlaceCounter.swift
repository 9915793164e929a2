/// A line and a column, both from 1; columns count Unicode scalars.
struct Place: Hashable {
  var line: Int
  var column: Int
}

/// Turns UTF-8 offsets of a text into lines and columns, going forward: what is behind is not looked at again.
struct PlaceCounter {
  private let bytes: [UInt8]
  private var offset = 0
  private var place = Place(line: 1, column: 1)

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// Goes to an offset; stays where it is if that is behind.
  mutating func advance(to target: Int) {
    while offset < min(target, bytes.count) {
      let isReturn = bytes[offset] == UInt8(ascii: "\r")
      if bytes[offset] == UInt8(ascii: "\n") || isReturn {
        if isReturn, offset + 1 < bytes.count, bytes[offset + 1] == UInt8(ascii: "\n") { offset += 1 }
        place = Place(line: place.line + 1, column: 1)
      } else if bytes[offset] & 0xC0 != 0x80 {
        place.column += 1
      }
      offset += 1
    }
  }

  /// The places of the two ends of a range that is not behind.
  func places(of range: Range<Int>) -> (start: Place, end: Place) {
    var counter = self
    counter.advance(to: range.lowerBound)
    let start = counter.place
    counter.advance(to: range.upperBound)
    return (start, counter.place)
  }
}
