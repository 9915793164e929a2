/// Look-up tables of Hugging Face's tokenizers for normalisation forms, marks, numbers and grapheme clusters.
struct UnicodeForms: Sendable {
  static let shared = UnicodeForms()

  struct Traits: OptionSet, Sendable {
    let rawValue: UInt16

    /// NFD decomposes it.
    static let decomposes = Traits(rawValue: 1)
    /// NFKD decomposes it differently from NFD.
    static let decomposesFurther = Traits(rawValue: 1 << 1)
    /// NFC decomposes or replaces it, too.
    static let neverComposes = Traits(rawValue: 1 << 2)
    /// Its canonical combining class is not 0.
    static let nonStarter = Traits(rawValue: 1 << 3)
    /// A starter that may compose with the scalar before it.
    static let continues = Traits(rawValue: 1 << 4)
    /// `StripAccents` drops it: categories M*.
    static let mark = Traits(rawValue: 1 << 5)
    /// `Digits` isolates it: categories N*.
    static let number = Traits(rawValue: 1 << 6)
    /// Part of the grapheme cluster before it.
    static let joins = Traits(rawValue: 1 << 7)
    /// A grapheme cluster of its own.
    static let control = Traits(rawValue: 1 << 8)
    /// Starts a grapheme cluster that includes the next scalar.
    static let prepends = Traits(rawValue: 1 << 9)
    /// A ZWJ may join it to another pictograph.
    static let pictographic = Traits(rawValue: 1 << 10)
    /// A consonant that a linker may join to another consonant.
    static let consonant = Traits(rawValue: 1 << 11)
    static let linker = Traits(rawValue: 1 << 12)
    /// May occur between a consonant and a linker.
    static let conjunct = Traits(rawValue: 1 << 13)
  }

  private let traits: ScalarTable<Traits>
  /// The range of a scalar's compatibility decomposition in the table, if it is not one scalar.
  private let decompositions: [UInt32: Range<Int>]
  /// The composition of two scalars in NFC.
  private let compositions: [UInt64: UInt32]
  private let unicode = ScalarProperties.shared

  @inline(__always)
  func traits(of scalar: UInt32) -> Traits { traits[scalar] }

  /// Calls the body with the full decomposition of a scalar, or with the scalar if it has none.
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

  /// The composition of two scalars in NFC; nil if they do not compose.
  func composition(_ first: UInt32, _ second: UInt32) -> UInt32? {
    Hangul.composition(first, second) ?? compositions[UInt64(first) << 32 | UInt64(second)]
  }

  /// The single scalar that NFKD replaces another by.
  private static func compatible(_ scalar: UInt32) -> UInt32 {
    let runs = UnicodeFormTables.compatibilityRuns
    guard let row = ScalarTable<Traits>.row(containing: scalar, of: runs, width: 3) else { return scalar }
    return runs[row + 2] + (scalar - runs[row])
  }
}

extension UnicodeForms {
  private init() {
    typealias Tables = UnicodeFormTables
    var traits = ScalarTable<Traits>()
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
    traits.insert(.decomposes, for: Hangul.syllables)
    traits.insert(.continues, for: Hangul.vowels)
    traits.insert(.continues, for: Hangul.trailing)
    for row in stride(from: 0, to: Tables.compatibilityRuns.count, by: 3) {
      traits.insert(.decomposesFurther, for: Tables.compatibilityRuns[row]...Tables.compatibilityRuns[row + 1])
    }
    decompositions = ScalarTable<Traits>.targets(of: Tables.compatibilityDecompositions)
    traits.insert(.decomposesFurther, for: decompositions.keys)

    let unicode = ScalarProperties.shared
    traits.insert(.nonStarter, for: unicode.combiningClasses.keys)
    // Decompositions are full: a scalar composes from the composition of all parts but the last, and the last. So shorter
    // ones go first.
    let canonical = unicode.decompositions
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
}
