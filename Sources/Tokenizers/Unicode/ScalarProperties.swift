/// Look-up tables of the Unicode properties in Hugging Face's tokenizers; `UnicodeForms` has the less common ones.
struct ScalarProperties: Sendable {
  static let shared = ScalarProperties()

  /// One byte per scalar, unlike a `ScalarTable`: its second look-up would make the whole of a BERT tokenizer 5 % slower.
  private let traits: [UInt8]
  private let lowercase: [UInt32: UInt32]
  /// The combining classes other than 0.
  let combiningClasses: [UInt32: UInt8]
  /// The range of a scalar's decomposition in `ScalarPropertyTables.decompositions`.
  let decompositions: [UInt32: Range<Int>]

  struct Traits: OptionSet, Sendable {
    let rawValue: UInt8

    /// `clean_text` drops it: controls, formats, private use and U+FFFD, but not unassigned scalars.
    static let removed = Traits(rawValue: 1)
    /// The property White_Space, as Rust's `char::is_whitespace`.
    static let whitespace = Traits(rawValue: 2)
    /// A word of its own.
    static let punctuation = Traits(rawValue: 4)
    /// `handle_chinese_chars` puts spaces around it.
    static let ideograph = Traits(rawValue: 8)
    /// A nonspacing mark, which `strip_accents` drops.
    static let mark = Traits(rawValue: 16)
    /// Its canonical combining class is not 0, so NFD may move it.
    static let nonStarter = Traits(rawValue: 32)
    static let decomposes = Traits(rawValue: 64)
    static let uppercase = Traits(rawValue: 128)
  }

  @inline(__always)
  func traits(of scalar: UInt32) -> Traits {
    // Malformed UTF-8 could give a value beyond the table.
    Int(scalar) < traits.count ? Traits(rawValue: traits[Int(scalar)]) : []
  }

  /// Calls the body with the lowercase of a scalar, or with the scalar if it has none.
  @inline(__always)
  func forEachLowercase(of scalar: UInt32, _ body: (UInt32) -> Void) {
    guard traits(of: scalar).contains(.uppercase) else { return body(scalar) }
    if scalar == 0x130 {  // İ, the only scalar whose lowercase is two: i and a dot above
      body(UInt32(UInt8(ascii: "i")))
      body(0x307)
    } else {
      body(lowercase[scalar] ?? scalar)
    }
  }

  /// The canonical combining class; 0 for a starter.
  func combiningClass(of scalar: UInt32) -> UInt8 { combiningClasses[scalar] ?? 0 }

  /// Whether the regular expression `\w` matches it.
  func isWordScalar(_ scalar: UInt32) -> Bool {
    ScalarTable<Traits>.row(containing: scalar, of: ScalarPropertyTables.wordScalars, width: 2) != nil
  }

  /// The full canonical decomposition of a scalar that has the trait `decomposes`.
  func forEachPart(of scalar: UInt32, _ body: (UInt32) -> Void) {
    if let range = decompositions[scalar] {
      for index in range { body(ScalarPropertyTables.decompositions[index]) }
    } else if Hangul.syllables.contains(scalar) {
      Hangul.forEachPart(of: scalar, body)
    } else {
      body(scalar)
    }
  }

  /// `is_chinese_char` (tokenizers, normalizers/bert.rs).
  static let ideographs: [ClosedRange<UInt32>] = [
    0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF, 0x2_0000...0x2_A6DF, 0x2_A700...0x2_B73F, 0x2_B740...0x2_B81F,
    0x2_B920...0x2_CEAF, 0x2_F800...0x2_FA1F,
  ]
  static let whitespace: [ClosedRange<UInt32>] = [
    0x09...0x0D, 0x20...0x20, 0x85...0x85, 0xA0...0xA0, 0x1680...0x1680, 0x2000...0x200A, 0x2028...0x2029,
    0x202F...0x202F, 0x205F...0x205F, 0x3000...0x3000,
  ]
}

extension ScalarProperties {
  private init() {
    typealias Tables = ScalarPropertyTables
    var traits = ScalarTable<Traits>()
    traits.insert(.removed, ranges: Tables.removed)
    traits.insert(.punctuation, ranges: Tables.punctuation)
    traits.insert(.mark, ranges: Tables.marks)
    for range in Self.whitespace { traits.insert(.whitespace, for: range) }
    for range in Self.ideographs { traits.insert(.ideograph, for: range) }

    var combiningClasses: [UInt32: UInt8] = [:]
    for row in stride(from: 0, to: Tables.combiningClasses.count, by: 3) {
      for scalar in Tables.combiningClasses[row]...Tables.combiningClasses[row + 1] {
        combiningClasses[scalar] = UInt8(Tables.combiningClasses[row + 2])
      }
    }
    traits.insert(.nonStarter, for: combiningClasses.keys)

    var lowercase: [UInt32: UInt32] = [:]
    for row in stride(from: 0, to: Tables.lowercase.count, by: 4) {
      let step = Int(Tables.lowercase[row + 2])
      for scalar in stride(from: Tables.lowercase[row], through: Tables.lowercase[row + 1], by: step) {
        lowercase[UInt32(scalar)] = UInt32(scalar + Tables.lowercase[row + 3])
      }
    }
    traits.insert(.uppercase, for: lowercase.keys)
    traits.insert(.uppercase, for: [0x130])

    decompositions = ScalarTable<Traits>.targets(of: Tables.decompositions)
    traits.insert(.decomposes, for: decompositions.keys)
    traits.insert(.decomposes, for: Hangul.syllables)

    self.traits = (0..<0x11_0000).map { traits[$0].rawValue }
    self.lowercase = lowercase
    self.combiningClasses = combiningClasses
  }
}

extension ScalarProperties {
  /// The end of the white space that starts at an offset, at most `end`.
  func whitespaceEnd(from start: Int, to end: Int, of bytes: [UInt8]) -> Int {
    var index = start
    while index < end {
      let (scalar, length) = scalar(at: index, of: bytes)
      guard traits(of: scalar).contains(.whitespace) else { break }
      index += length
    }
    return min(index, end)
  }

  /// The start of the white space that ends at an offset, at least `start`.
  func whitespaceStart(before end: Int, from start: Int, of bytes: [UInt8]) -> Int {
    var index = end
    while index > start {
      let (scalar, length) = scalar(before: index, of: bytes)
      guard traits(of: scalar).contains(.whitespace) else { break }
      index -= length
    }
    return max(index, start)
  }
}
