/// Finds texts that are nearly the same as one of a collection, in time and memory linear in their lengths.
///
/// Texts are compared by their shingles, all runs of five letters or digits (case, spaces and punctuation do not count): two
/// are nearly the same where 80 % of the shingles of both are common to both, which leaves room for a changed word in a
/// long sentence and for little else. A sketch, the least hash of the shingles in each of 64 bins (one-permutation MinHash; Li,
/// Owen and Zhang, 2012), says which pairs to compare at all: those that agree on four bins in a row, which of pairs with
/// 80 % in common all but one in 5,000 do and of those with 20 % one in 40.
struct NearDuplicates {
  private static let shingleLength = 5
  private static let bins = 64
  private static let bandWidth = 4
  private static let leastCommon = 0.8
  /// Texts looked at under one key: where a phrase has many copies, some are enough.
  private static let mostCompared = 8

  private let texts: [String]
  /// The last entry under a key, and before each entry the one before it; an entry is band and text.
  private var heads: [UInt64: Int32] = [:]
  private var previous: [Int32]

  /// A collection to look texts up in.
  init(_ texts: [String]) {
    let bands = Self.bins / Self.bandWidth
    self.texts = texts
    previous = [Int32](repeating: -1, count: texts.count * bands)
    for (index, text) in texts.enumerated() {
      for (band, key) in Self.keys(Self.shingles(text)).enumerated() {
        let entry = index * bands + band
        previous[entry] = heads[key] ?? -1
        heads[key] = Int32(entry)
      }
    }
  }

  /// The indices of texts of the collection that are nearly the same as this one.
  func matches(_ text: String) -> [Int] {
    let bands = Self.bins / Self.bandWidth
    let own = Self.shingles(text)
    var compared: Set<Int> = []
    var found: [Int] = []
    for key in Self.keys(own) {
      var entry = heads[key] ?? -1
      var rest = Self.mostCompared
      while entry >= 0, rest > 0 {
        let index = Int(entry) / bands
        if compared.insert(index).inserted, Self.common(own, Self.shingles(texts[index])) >= Self.leastCommon {
          found.append(index)
        }
        entry = previous[Int(entry)]
        rest -= 1
      }
    }
    return found.sorted()
  }

  /// The hashes of a text's shingles, each once, in order. A text of fewer letters has one.
  private static func shingles(_ text: String) -> [UInt64] {
    let letters = text.unicodeScalars.filter(isLetter).map(lowercased)
    guard letters.count > shingleLength else { return letters.isEmpty ? [] : [stableHash(letters)] }
    var hashes = (shingleLength...letters.count).map { stableHash(letters[($0 - shingleLength)..<$0]) }
    hashes.sort()
    var last: UInt64?
    hashes.removeAll { hash in
      defer { last = hash }
      return hash == last
    }
    return hashes
  }

  /// What of all shingles of two texts is in both; both are sorted.
  private static func common(_ first: [UInt64], _ second: [UInt64]) -> Double {
    var (i, j, shared) = (0, 0, 0)
    while i < first.count, j < second.count {
      if first[i] == second[j] { shared += 1 }
      (i, j) = (first[i] <= second[j] ? i + 1 : i, second[j] <= first[i] ? j + 1 : j)
    }
    return Double(shared) / Double(max(1, first.count + second.count - shared))
  }

  /// The keys under which a text is found: each the hash of its sketch in some bins, and which these are.
  private static func keys(_ shingles: [UInt64]) -> [UInt64] {
    guard !shingles.isEmpty else { return [] }
    var sketch = [UInt64](repeating: .max, count: bins)
    for shingle in shingles {
      let bin = Int(shingle % UInt64(bins))
      sketch[bin] = min(sketch[bin], shingle)
    }
    // Short texts leave bins empty: these take the next full one's, so that equal texts stay equal.
    for bin in (0..<bins).reversed() where sketch[bin] == .max {
      for distance in 1..<bins where sketch[(bin + distance) % bins] != .max {
        sketch[bin] = sketch[(bin + distance) % bins] &+ UInt64(distance)
        break
      }
    }
    return stride(from: 0, to: bins, by: bandWidth).map { first in
      sketch[first..<(first + bandWidth)].reduce(UInt64(first)) { mixed($0 ^ $1) }
    }
  }
}
