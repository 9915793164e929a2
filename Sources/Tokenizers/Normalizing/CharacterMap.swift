internal import Foundation

/// SentencePiece's normaliser: a map from strings to replacements, such as `ﬁ` to `fi`.
///
/// Follows `Precompiled` (tokenizers, normalizers/precompiled.rs) with the crate spm_precompiled, quirks included: the
/// replacement of the shortest prefix in the map replaces a whole grapheme cluster of fewer than 6 bytes. Other clusters
/// are looked up scalar by scalar.
struct CharacterMap: Sendable {
  /// A double-array trie in darts-clone's layout. A file may contain any values, so each index is checked.
  private let units: [UInt32]
  /// The replacements, each terminated by a NUL.
  private let replacements: [UInt8]
  /// Whether each ASCII scalar on its own has a replacement.
  private let replacesASCII: [Bool]
  private let clusters: GraphemeClusters

  /// Reads the map's bytes: the trie's size, the trie, the replacements; nil if they are malformed.
  init?(_ bytes: [UInt8]) {
    func unit(at offset: Int) -> UInt32 {
      UInt32(bytes[offset]) | UInt32(bytes[offset + 1]) << 8 | UInt32(bytes[offset + 2]) << 16
        | UInt32(bytes[offset + 3]) << 24
    }
    guard bytes.count >= 4 else { return nil }
    let size = Int(unit(at: 0)) / 4 * 4
    guard size >= 4, size <= bytes.count - 4 else { return nil }
    let units = stride(from: 4, to: 4 + size, by: 4).map(unit(at:))
    let replacements = Array(bytes[(4 + size)...])
    guard String(validating: replacements, as: UTF8.self) != nil else { return nil }
    clusters = GraphemeClusters()
    self.units = units
    self.replacements = replacements
    replacesASCII = (0..<0x80).map { Self.value([$0], 0..<1, units) != nil }
  }

  /// The factor by which a text can grow at most.
  var maximumGrowth: Double {
    let bytes = Array(UInt8.min...UInt8.max)
    var longest = 0
    var length = 0
    for byte in replacements {
      length = byte == 0 ? 0 : length + 1
      longest = max(longest, length)
    }
    var growth = Double(longest) / 3
    for first in bytes {
      if let replacement = replacement([first], 0..<1) { growth = max(growth, Double(replacement.count)) }
      for second in bytes {
        if let replacement = replacement([first, second], 0..<2) {
          growth = max(growth, Double(replacement.count) / 2)
        }
      }
    }
    return max(growth, 1)
  }

  init?(base64: String) {
    let padding = String(repeating: "=", count: (4 - base64.utf8.count % 4) % 4)
    guard let data = Data(base64Encoded: base64 + padding) else { return nil }
    self.init([UInt8](data))
  }

  func normalize(_ text: NormalizedText, into storage: inout NormalizedText) {
    let bytes = text.bytes
    var rewriting = Rewriting(of: text, into: &storage)
    var done = 0
    var index = 0
    while index < bytes.count {
      let isSingle =
        bytes[index] < 0x80 && (index + 1 == bytes.count || bytes[index + 1] < 0x80) && bytes[index] != 0x0D
      if isSingle, !replacesASCII[Int(bytes[index])] {
        index += 1
        continue
      }
      let end = isSingle ? index + 1 : clusters.end(from: index, of: bytes)
      if end - index < 6, let replacement = replacement(bytes, index..<end) {
        rewriting.append(unchanged: done..<index)
        replace(index..<end, of: bytes, with: replacement, in: &rewriting)
        done = end
      } else {
        var start = index
        while start < end {
          let part = start..<min(start + scalarLength(bytes[start]), end)
          start = part.upperBound
          guard let replacement = replacement(bytes, part) else { continue }
          rewriting.append(unchanged: done..<part.lowerBound)
          replace(part, of: bytes, with: replacement, in: &rewriting)
          done = part.upperBound
        }
      }
      index = end
    }
    rewriting.append(unchanged: done..<bytes.count)
    storage = rewriting.output
  }

  /// Replaces old scalars by new ones one for one, then adds or removes the surplus.
  private func replace(
    _ part: Range<Int>, of bytes: [UInt8], with replacement: Range<Int>, in rewriting: inout Rewriting
  ) {
    var left = bytes[part].count { $0 & 0xC0 != 0x80 }
    var index = replacement.lowerBound
    while index < replacement.upperBound {
      let (scalar, length) = scalar(at: index, of: replacements)
      if left > 0 { rewriting.replace(scalar) } else { rewriting.add(scalar) }
      left -= 1
      index += length
    }
    if left > 0 { rewriting.remove(left) }
  }

  /// The range of a part's replacement.
  private func replacement(_ bytes: [UInt8], _ part: Range<Int>) -> Range<Int>? {
    guard let start = Self.value(bytes, part, units), start <= replacements.count else { return nil }
    guard start < replacements.count else { return start..<start }
    guard replacements[start] & 0xC0 != 0x80 else { return nil }
    let end = replacements[start...].firstIndex(of: 0) ?? replacements.count
    return start..<end
  }

  /// The value of the shortest prefix in the trie.
  ///
  /// A unit has its label in the lowest byte and a flag for a value in bit 8. The bits from 10 on are the distance to its
  /// children, times 256 if bit 9 is set. A unit that is a value has bit 31 set.
  private static func value(_ bytes: [UInt8], _ part: Range<Int>, _ units: [UInt32]) -> Int? {
    func children(of unit: UInt32) -> Int { Int(unit >> 10) << Int((unit & 1 << 9) >> 6) }
    var node = children(of: units[0])
    for byte in bytes[part] where byte != 0 {
      node ^= Int(byte)
      guard node < units.count, units[node] & (1 << 31 | 0xFF) == UInt32(byte) else { return nil }
      let unit = units[node]
      node ^= children(of: unit)
      if unit & 1 << 8 != 0 { return node < units.count ? Int(units[node] & (1 << 31 - 1)) : nil }
    }
    return nil
  }
}
