extension JSONValue {
  /// How much of a text to accept.
  public struct Limits: Sendable {
    /// How deeply arrays and objects may nest; values above `greatestDepth` count as that.
    public var depth: Int
    /// How long a text may be; values above 1 GiB count as that.
    public var bytes: Int
    /// How many bytes of memory the values may take beyond three times the text. A text of very many small values takes
    /// more: each takes 24 bytes, an array 48 more, an object 96 and each of its keys 28.
    public var memory: Int

    /// What the smallest stacks bear: releasing a value recurses, in json-c and in Swift, and must fit 512 KB.
    public static let greatestDepth = 512
    private static let greatestSize = 1 << 30

    /// Limits, by default wide enough for the most values that are written in little text: the vocabulary of XLM-R, whose
    /// 250,000 pieces and scores take 30 MB of memory, or 60,000 edits in one message.
    public init(depth: Int = greatestDepth, bytes: Int = 1 << 30, memory: Int = 32 << 20) {
      self.depth = depth
      self.bytes = bytes
      self.memory = memory
    }

    /// For files that people write: they hold few values, or long ones.
    public static let settings = Limits(memory: 4 << 20)

    /// These limits, but none beyond what is possible.
    var possible: Limits {
      Limits(
        depth: Swift.max(0, Swift.min(depth, Self.greatestDepth)), bytes: Swift.min(bytes, Self.greatestSize),
        memory: memory)
    }

    /// How many bytes the values of a text of that length may take.
    func memory(forBytes bytes: Int) -> Int {
      let (sum, overflow) = memory.addingReportingOverflow(3 * bytes)
      return overflow ? .max : sum
    }
  }
}

/// What values take in memory, in bytes, rounded up.
enum MemoryCost {
  /// A value in its container.
  static let value = MemoryLayout<JSONValue>.stride
  /// What Swift and the allocator add to an array's elements.
  static let array = 48
  /// The same for the keys and the values of an object.
  static let object = 96
  /// A key and its place in the object's index.
  static let key = MemoryLayout<String>.stride + 12
  /// A string of up to so many bytes lies within the value.
  static let longestInlineString = 15
  /// What a longer one takes beside its bytes.
  static let longString = 48
  /// The steps of a container that is read in pieces.
  static let plannedContainer = 160
}
