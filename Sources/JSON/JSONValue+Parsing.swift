extension JSONValue {
  /// How much of a text to accept.
  public struct Limits: Sendable {
    /// How deeply arrays and objects may nest; values above `greatestDepth` count as that.
    public var depth: Int
    /// How long a text may be; values above 1 GiB count as that, since json-c counts bytes in 32 bits.
    public var bytes: Int
    /// How many arrays and objects it may hold. json-c needs some 800 bytes for the smallest object while it reads, which
    /// makes 3.4 GB by default; texts from strangers deserve a tighter bound.
    public var containers: Int

    /// What the smallest stacks bear: releasing a value recurses, in json-c and in Swift, and must fit 512 KB.
    public static let greatestDepth = 512
    private static let greatestSize = 1 << 30

    /// Limits, by default as wide as they are safe.
    public init(depth: Int = greatestDepth, bytes: Int = 1 << 30, containers: Int = 4 << 20) {
      self.depth = depth
      self.bytes = bytes
      self.containers = containers
    }

    /// These limits, but none beyond what is possible.
    fileprivate var possible: Limits {
      Limits(
        depth: Swift.max(0, Swift.min(depth, Self.greatestDepth)), bytes: Swift.min(bytes, Self.greatestSize),
        containers: containers)
    }
  }

  /// Reads one JSON text in UTF-8, strictly by RFC 8259.
  ///
  /// Beyond the RFC's grammar: a key that occurs twice in an object is an error, as is a number too large for a `Double`;
  /// an escaped surrogate without its partner becomes U+FFFD; a byte order mark at the start is skipped.
  public init(parsing bytes: some Collection<UInt8>, limits: Limits = Limits()) throws(JSONError) {
    let limits = limits.possible
    let size = bytes.count
    guard size <= limits.bytes else {
      throw JSONError(line: 1, column: 1, reason: "the text has \(size) bytes, more than the \(limits.bytes) allowed")
    }

    // json-c builds the tree but takes much that is not JSON and misreads some that is. So a strict scan goes first: it
    // finds every error and rewrites what json-c would misread.
    var scan = StrictScan(bytes, limits: limits)
    try scan.run()
    let tree = try JSONCTree.parse(scan.repairedText(), depth: limits.depth, keysHoldNUL: scan.keysHoldNUL)
    if tree.memberCount < scan.memberCount {
      // json-c kept the last of several members with one key. Only now is it worth the time to look which.
      var search = StrictScan(bytes, limits: limits, findsDuplicates: true)
      try search.run()
      throw JSONError(line: 1, column: 1, reason: "json-c dropped a member of an object")
    }
    self = tree.value
  }

  /// Reads one JSON text, strictly by RFC 8259.
  public init(parsing text: String, limits: Limits = Limits()) throws(JSONError) {
    try self.init(parsing: text.utf8, limits: limits)
  }
}
