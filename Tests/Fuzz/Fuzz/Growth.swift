import TestSupport

/// An input with a part of it repeated, as often as one likes. The input's hash chooses the part, so that it fails again.
struct Growth: CustomStringConvertible {
  private let input: [UInt8]
  private let part: Range<Int>
  /// Where in the part its number is inserted, so that keys and values differ; nil if all repetitions are equal.
  private let place: Int?
  /// The sizes to compare with eight times as much.
  let sizes: [Int]

  /// Nil for fifteen of sixteen inputs.
  init?(of input: [UInt8]) {
    // FNV-1a
    let hash = input.reduce(UInt64(0xcbf2_9ce4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    var random = SeededGenerator(seed: hash)
    guard random.below(16) == 0 else { return nil }
    self.input = input
    // Parts begin and end where a value, a field or a line does, or anywhere.
    let ends = [0, input.count] + input.indices.filter { #",;:|\#n\#t{}[]""#.utf8.contains(input[$0]) }.map { $0 + 1 }
    let isAnywhere = random.below(4) == 0
    let bounds = (0..<2).map { _ in isAnywhere ? random.below(input.count + 1) : ends[random.below(ends.count)] }
      .sorted()
    part = bounds[0]..<bounds[1]
    place = random.below(2) == 0 ? nil : part.lowerBound + random.below(part.count + 1)
    sizes = random.below(64) == 0 ? [128 << 10] : [1 << 10, 8 << 10]
    if part.isEmpty { return nil }
  }

  var description: String {
    String(decoding: input[part], as: UTF8.self).debugDescription + (place == nil ? "" : " with numbers")
  }

  /// An input of at least `size` bytes.
  func input(ofSize size: Int) -> [UInt8] {
    var grown = Array(input[..<part.lowerBound])
    var number = 0
    while grown.count < size {
      grown += input[part.lowerBound..<(place ?? part.upperBound)]
      guard let place else { continue }
      grown += String(number).utf8
      grown += input[place..<part.upperBound]
      number += 1
    }
    return grown + input[part.upperBound...]
  }
}
