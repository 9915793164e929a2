/// What Hugging Face's tokenizers know about Unicode scalars, ready to be looked up; `UnicodeForms` has what only some ask.
struct ScalarProperties: Sendable {
  static let shared = ScalarProperties()

  /// One byte per scalar. All but the rarest questions are answered by this one look-up.
  private let traits: [UInt8]
  private let lowercase: [UInt32: UInt32]
  private let combiningClasses: [UInt32: UInt8]
  /// Where a scalar's decomposition stands in the table.
  private let decompositions: [UInt32: Range<Int>]

  struct Traits: OptionSet, Sendable {
    let rawValue: UInt8

    /// `clean_text` drops it: controls, formats, private use and U+FFFD, but not what is unassigned.
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
    // No scalar lies beyond the table; malformed UTF-8 could.
    Int(scalar) < traits.count ? Traits(rawValue: traits[Int(scalar)]) : []
  }

  /// The lowercase of a scalar on its own; itself where it has none.
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
  func isLetter(_ scalar: UInt32) -> Bool {
    let ranges = ScalarPropertyTables.letters
    var low = 0
    var high = ranges.count / 2
    while low < high {
      let middle = (low + high) / 2
      if scalar > ranges[2 * middle + 1] { low = middle + 1 } else { high = middle }
    }
    return 2 * low < ranges.count && ranges[2 * low] <= scalar
  }

  /// The full canonical decomposition of a scalar that has the trait `decomposes`.
  func forEachPart(of scalar: UInt32, _ body: (UInt32) -> Void) {
    if let range = decompositions[scalar] {
      for index in range { body(ScalarPropertyTables.decompositions[index]) }
    } else if Self.hangulSyllables.contains(scalar) {
      // The Unicode Standard, section 3.12, "Conjoining Jamo Behavior".
      let index = scalar - Self.hangulSyllables.lowerBound
      body(0x1100 + index / 588)
      body(0x1161 + index % 588 / 28)
      if index % 28 > 0 { body(0x11A7 + index % 28) }
    } else {
      body(scalar)
    }
  }

  static let hangulSyllables: ClosedRange<UInt32> = 0xAC00...0xD7A3
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
    var traits = [UInt8](repeating: 0, count: 0x11_0000)
    func mark(_ trait: Traits, _ scalars: some Sequence<UInt32>) {
      for scalar in scalars { traits[Int(scalar)] |= trait.rawValue }
    }
    func mark(_ trait: Traits, pairs: [UInt32]) {
      for index in stride(from: 0, to: pairs.count, by: 2) { mark(trait, pairs[index]...pairs[index + 1]) }
    }
    mark(.removed, pairs: Tables.removed)
    mark(.punctuation, pairs: Tables.punctuation)
    mark(.mark, pairs: Tables.marks)
    for range in Self.whitespace { mark(.whitespace, range) }
    for range in Self.ideographs { mark(.ideograph, range) }

    var combiningClasses: [UInt32: UInt8] = [:]
    for row in stride(from: 0, to: Tables.combiningClasses.count, by: 3) {
      for scalar in Tables.combiningClasses[row]...Tables.combiningClasses[row + 1] {
        combiningClasses[scalar] = UInt8(Tables.combiningClasses[row + 2])
      }
    }
    mark(.nonStarter, combiningClasses.keys)

    var lowercase: [UInt32: UInt32] = [:]
    for row in stride(from: 0, to: Tables.lowercase.count, by: 4) {
      let step = Int(Tables.lowercase[row + 2])
      for scalar in stride(from: Tables.lowercase[row], through: Tables.lowercase[row + 1], by: step) {
        lowercase[UInt32(scalar)] = UInt32(scalar + Tables.lowercase[row + 3])
      }
    }
    mark(.uppercase, lowercase.keys)
    mark(.uppercase, [0x130])

    var decompositions: [UInt32: Range<Int>] = [:]
    var index = 0
    while index < Tables.decompositions.count {
      let start = index + 2
      let end = start + Int(Tables.decompositions[index + 1])
      decompositions[Tables.decompositions[index]] = start..<end
      index = end
    }
    mark(.decomposes, decompositions.keys)
    mark(.decomposes, Self.hangulSyllables)

    self.traits = traits
    self.lowercase = lowercase
    self.combiningClasses = combiningClasses
    self.decompositions = decompositions
  }
}
