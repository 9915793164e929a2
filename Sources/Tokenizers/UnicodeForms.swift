/// What Hugging Face's tokenizers know about normalisation forms, marks, numbers and grapheme clusters, ready to be looked up.
struct UnicodeForms: Sendable {
  static let shared = UnicodeForms()

  struct Traits: OptionSet, Sendable {
    let rawValue: UInt16

    /// NFD takes it apart.
    static let decomposes = Traits(rawValue: 1)
    /// NFKD makes of it something else than NFD.
    static let decomposesFurther = Traits(rawValue: 1 << 1)
    /// NFC takes it apart or replaces it, too.
    static let neverComposes = Traits(rawValue: 1 << 2)
    /// Its canonical combining class is not 0.
    static let nonStarter = Traits(rawValue: 1 << 3)
    /// A starter that may become one with what is before it.
    static let continues = Traits(rawValue: 1 << 4)
    /// `StripAccents` drops it: categories M*.
    static let mark = Traits(rawValue: 1 << 5)
    /// `Digits` sets it apart: categories N*.
    static let number = Traits(rawValue: 1 << 6)
    /// Part of the grapheme cluster before it.
    static let joins = Traits(rawValue: 1 << 7)
    /// A grapheme cluster of its own.
    static let control = Traits(rawValue: 1 << 8)
    /// Begins a grapheme cluster with whatever follows.
    static let prepends = Traits(rawValue: 1 << 9)
    /// ZWJ may tie it to another one.
    static let pictographic = Traits(rawValue: 1 << 10)
    /// A consonant that a linker may tie to another one.
    static let consonant = Traits(rawValue: 1 << 11)
    static let linker = Traits(rawValue: 1 << 12)
    /// May stand between a consonant and a linker.
    static let conjunct = Traits(rawValue: 1 << 13)
  }

  private let traits: ScalarTraits<Traits>
  /// Where a scalar's compatibility decomposition stands in the table, where it is not one scalar.
  private let decompositions: [UInt32: Range<Int>]
  /// What two scalars become in NFC.
  private let compositions: [UInt64: UInt32]
  private let unicode = ScalarProperties.shared

  @inline(__always)
  func traits(of scalar: UInt32) -> Traits { traits[scalar] }

  /// The full decomposition of a scalar; itself where it has none.
  func forEachPart(of scalar: UInt32, isCompatible: Bool, _ body: (UInt32) -> Void) {
    guard isCompatible, traits[scalar].contains(.decomposesFurther) else {
      return unicode.forEachPart(of: scalar, body)
    }
    if let range = decompositions[scalar] {
      for index in range { body(UnicodeFormTables.compatibilityDecompositions[index]) }
    } else {
      body(Self.compatible(scalar))
    }
  }

  /// What two scalars become in NFC; nil where they stay apart.
  func composition(_ first: UInt32, _ second: UInt32) -> UInt32? {
    // Hangul: the Unicode Standard, section 3.12, "Conjoining Jamo Behavior".
    if Self.leading.contains(first), Self.vowels.contains(second) {
      return 0xAC00 + ((first - 0x1100) * 21 + (second - 0x1161)) * 28
    }
    if ScalarProperties.hangulSyllables.contains(first), (first - 0xAC00) % 28 == 0, Self.trailing.contains(second) {
      return first + (second - 0x11A7)
    }
    return compositions[UInt64(first) << 32 | UInt64(second)]
  }

  private static let leading: ClosedRange<UInt32> = 0x1100...0x1112
  private static let vowels: ClosedRange<UInt32> = 0x1161...0x1175
  private static let trailing: ClosedRange<UInt32> = 0x11A8...0x11C2

  /// The one scalar that NFKD makes of another.
  private static func compatible(_ scalar: UInt32) -> UInt32 {
    let runs = UnicodeFormTables.compatibilityRuns
    var low = 0
    var high = runs.count / 3
    while low < high {
      let middle = (low + high) / 2
      if scalar > runs[3 * middle + 1] { low = middle + 1 } else { high = middle }
    }
    guard 3 * low < runs.count, runs[3 * low] <= scalar else { return scalar }
    return runs[3 * low + 2] + (scalar - runs[3 * low])
  }
}

extension UnicodeForms {
  private init() {
    typealias Tables = UnicodeFormTables
    var traits = ScalarTraits<Traits>()
    traits.insert(.mark, ranges: Tables.marks)
    traits.insert(.number, ranges: Tables.numbers)
    traits.insert(.joins, ranges: Tables.joins)
    traits.insert(.control, ranges: Tables.control)
    traits.insert(.prepends, ranges: Tables.prepends)
    traits.insert(.pictographic, ranges: Tables.pictographic)
    traits.insert(.consonant, ranges: Tables.consonants)
    traits.insert(.linker, ranges: Tables.linkers)
    traits.insert(.conjunct, ranges: Tables.conjunct)
    traits.insert(.neverComposes, ranges: Tables.compositionExclusions)
    traits.insert(.decomposes, for: ScalarProperties.hangulSyllables)
    traits.insert(.continues, for: Self.vowels)
    traits.insert(.continues, for: Self.trailing)
    for row in stride(from: 0, to: Tables.compatibilityRuns.count, by: 3) {
      traits.insert(.decomposesFurther, for: Tables.compatibilityRuns[row]...Tables.compatibilityRuns[row + 1])
    }
    decompositions = Self.rows(of: Tables.compatibilityDecompositions)
    traits.insert(.decomposesFurther, for: decompositions.keys)

    let unicode = ScalarProperties.shared
    for row in stride(from: 0, to: ScalarPropertyTables.combiningClasses.count, by: 3) {
      traits.insert(
        .nonStarter, for: ScalarPropertyTables.combiningClasses[row]...ScalarPropertyTables.combiningClasses[row + 1])
    }
    // A decomposition is full: its last scalar was added to what the others compose to, so the short ones go first.
    let canonical = Self.rows(of: ScalarPropertyTables.decompositions)
    traits.insert(.decomposes, for: canonical.keys)
    var compositions: [UInt64: UInt32] = [:]
    for (scalar, range) in canonical.sorted(by: { $0.value.count < $1.value.count }) {
      guard range.count > 1 else {
        traits.insert(.neverComposes, for: CollectionOfOne(scalar))
        continue
      }
      if traits[scalar].contains(.neverComposes) { continue }
      let parts = ScalarPropertyTables.decompositions[range]
      guard let last = parts.last else { continue }
      var first = parts[range.lowerBound]
      for part in parts.dropFirst().dropLast() {
        first = compositions[UInt64(first) << 32 | UInt64(part)] ?? first
      }
      compositions[UInt64(first) << 32 | UInt64(last)] = scalar
      if unicode.combiningClass(of: last) == 0 { traits.insert(.continues, for: CollectionOfOne(last)) }
    }
    self.compositions = compositions
    self.traits = traits
  }

  /// Where the targets of a table of scalar, count and target stand.
  private static func rows(of table: [UInt32]) -> [UInt32: Range<Int>] {
    var rows: [UInt32: Range<Int>] = [:]
    var index = 0
    while index < table.count {
      let start = index + 2
      let end = start + Int(table[index + 1])
      rows[table[index]] = start..<end
      index = end
    }
    return rows
  }
}
