/// Identifies the text of a review in files: the same on every machine and in every format that the text is written in.
public struct ReviewFingerprint: Sendable, Hashable, CustomStringConvertible {
  /// 32 hexadecimal digits: the first half of the SHA-256 digest of the text in UTF-8.
  public let description: String

  private static let length = 32

  /// The fingerprint of a decoded text.
  public init(of text: String) { description = String(SHA256(of: text.utf8).description.prefix(Self.length)) }

  /// A fingerprint as it is written; nil if it is not one.
  public init?(_ description: String) {
    let isDigit = { (byte: UInt8) in
      UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte || UInt8(ascii: "a")...UInt8(ascii: "f") ~= byte
    }
    guard description.utf8.count == Self.length, description.utf8.allSatisfy(isDigit) else { return nil }
    self.description = description
  }
}

/// The fingerprints of the reviews that are ignored in a file, from all ignore files that apply to it.
public struct IgnoredReviews: Sendable, Hashable {
  private var sets: [FingerprintSet] = []

  /// No review.
  public init() {}

  /// Whether no review is ignored.
  public var isEmpty: Bool { sets.isEmpty }

  /// Whether the review with this fingerprint is ignored.
  public func contains(_ fingerprint: ReviewFingerprint) -> Bool { sets.contains { $0.contains(fingerprint) } }

  mutating func add(_ set: FingerprintSet?) { if let set { sets.append(set) } }
}

/// A set that is hashed in constant time: settings contain it and are hashed for each file of a workspace.
struct FingerprintSet: Sendable, Hashable {
  /// The sum of all hashes, so that their order does not matter.
  private var checksum = 0
  private var members: Set<ReviewFingerprint> = []

  func contains(_ fingerprint: ReviewFingerprint) -> Bool { members.contains(fingerprint) }

  mutating func insert(_ fingerprint: ReviewFingerprint) {
    if members.insert(fingerprint).inserted { checksum &+= fingerprint.hashValue }
  }

  func hash(into hasher: inout Hasher) { hasher.combine(checksum) }
}
