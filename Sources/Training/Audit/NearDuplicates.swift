/// Finds texts that are nearly the same as one of a collection, in time and memory linear in their lengths.
///
/// Texts are compared by their shingles, all runs of five letters or digits; case, spaces and punctuation do not count.
/// Two texts are near-duplicates from a Jaccard similarity of 0.8, which allows a changed word in a long sentence and
/// little else. A MinHash sketch, the minimum hash of the shingles in each of 64 bins (one-permutation MinHash; Li,
/// Owen and Zhang, 2012), selects the pairs to compare: those that agree on four adjacent bins. All but one in 5,000
/// pairs with a similarity of 0.8 do, and one in 40 pairs with 0.2.
struct NearDuplicates {
  private static let shingleLength = 5
  private static let bins = 64
  private static let bandWidth = 4
  private static let bands = bins / bandWidth
  private static let minimumSimilarity = 0.8
  /// Limits for texts with many copies: candidates per key, and full comparisons.
  private static let maximumCandidates = 8
  private static let maximumComparisons = 8

  private let texts: [String]
  private var sketches: [[UInt32]] = []
  /// Linked lists: the last entry under each key, and the entry before each entry. An entry is text · bands + band.
  private var heads: [UInt64: Int32] = [:]
  private var previous: [Int32] = []

  /// Indexes a collection.
  init(_ texts: [String]) {
    self.texts = texts
    for text in texts {
      let sketch = Self.sketch(Self.shingles(text))
      for key in Self.keys(sketch) {
        let entry = Int32(previous.count)
        previous.append(heads.updateValue(entry, forKey: key) ?? -1)
      }
      sketches.append(sketch)
    }
  }

  /// The indices of the near-duplicates of a text in the collection.
  func matches(_ text: String) -> [Int] {
    let shingles = Self.shingles(text)
    guard !shingles.isEmpty else { return [] }
    let sketch = Self.sketch(shingles)
    var (seen, found, comparisons) = (Set<Int>(), [Int](), 0)
    for key in Self.keys(sketch) {
      var entry = heads[key] ?? -1
      var rest = Self.maximumCandidates
      while entry >= 0, rest > 0, comparisons < Self.maximumComparisons {
        let index = Int(entry) / Self.bands
        (entry, rest) = (previous[Int(entry)], rest - 1)
        guard seen.insert(index).inserted, Self.mayBeNear(sketch, sketches[index]) else { continue }
        comparisons += 1
        if Self.similarity(shingles, Self.shingles(texts[index])) >= Self.minimumSimilarity { found.append(index) }
      }
    }
    return found.sorted()
  }

  /// The share of equal bins estimates the similarity to within 5 %, so less than 60 % is not 80 %.
  private static func mayBeNear(_ first: [UInt32], _ second: [UInt32]) -> Bool {
    var equal = 0
    for bin in 0..<bins where first[bin] == second[bin] { equal += 1 }
    return equal * 10 >= bins * 6
  }

  /// The hashes of a text's shingles, each once, sorted. A text of fewer letters has one.
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

  /// The Jaccard similarity of two sorted lists of shingles.
  private static func similarity(_ first: [UInt64], _ second: [UInt64]) -> Double {
    var (i, j, shared) = (0, 0, 0)
    while i < first.count, j < second.count {
      if first[i] == second[j] { shared += 1 }
      (i, j) = (first[i] <= second[j] ? i + 1 : i, second[j] <= first[i] ? j + 1 : j)
    }
    return Double(shared) / Double(max(1, first.count + second.count - shared))
  }

  /// The minimum hash in each bin [bins].
  private static func sketch(_ shingles: [UInt64]) -> [UInt32] {
    var sketch = [UInt32](repeating: .max, count: bins)
    for shingle in shingles {
      let bin = Int(shingle % UInt64(bins))
      sketch[bin] = min(sketch[bin], UInt32(shingle >> 32))
    }
    // Short texts leave bins empty; an empty bin takes the value of the next full one, so that equal texts stay equal.
    guard let full = sketch.lastIndex(where: { $0 != .max }) else { return sketch }
    for step in 1..<bins {
      let bin = (full + bins - step) % bins
      if sketch[bin] == .max { sketch[bin] = sketch[(bin + 1) % bins] &+ 1 }
    }
    return sketch
  }

  /// The keys of a text, one a band: each the hash of the band's bins and number.
  private static func keys(_ sketch: [UInt32]) -> [UInt64] {
    (0..<bands).map { band in
      sketch[(band * bandWidth)..<((band + 1) * bandWidth)].reduce(UInt64(band)) { mixed($0 ^ UInt64($1)) }
    }
  }
}
