extension JSONValue {
  /// Limits for parsing a text.
  public struct Limits: Sendable {
    /// The maximum nesting of arrays and objects, at most `maximumDepth`.
    public var depth: Int
    /// The maximum length of a text, at most 1 GiB.
    public var bytes: Int
    /// The maximum bytes of memory for the values, in addition to three times the text. Many small values need more: each
    /// takes 24 bytes, an array 48 more, an object 96 more and each of its keys 28.
    public var memory: Int

    /// The deepest nesting that fits the smallest stacks, 512 KB: releasing a value recurses, in json-c and in Swift.
    public static let maximumDepth = 512
    private static let maximumSize = 1 << 30

    /// Creates limits. The default memory suffices for texts of many small values: the vocabulary of XLM-R, whose 250,000
    /// pieces and scores take 30 MB, or 60,000 edits in one message.
    public init(depth: Int = maximumDepth, bytes: Int = 1 << 30, memory: Int = 32 << 20) {
      self.depth = depth
      self.bytes = bytes
      self.memory = memory
    }

    /// Limits for files that people write, which contain few or long values.
    public static let settings = Limits(memory: 4 << 20)

    /// These limits within the possible range.
    var clamped: Limits {
      Limits(
        depth: Swift.max(0, Swift.min(depth, Self.maximumDepth)), bytes: Swift.min(bytes, Self.maximumSize),
        memory: memory)
    }

    /// The maximum bytes of memory for the values of a text.
    func memory(forBytes bytes: Int) -> Int {
      let (sum, overflow) = memory.addingReportingOverflow(3 * bytes)
      return overflow ? .max : sum
    }
  }
}

/// The memory of values in bytes, rounded up.
enum MemoryCost {
  /// A value in its container.
  static let value = MemoryLayout<JSONValue>.stride
  /// The overhead of an array.
  static let array = 48
  /// The overhead of an object.
  static let object = 96
  /// A key and its slot in the object's index.
  static let key = MemoryLayout<String>.stride + 12
  /// The maximum bytes of a string that is stored within the value.
  static let inlineStringLimit = 15
  /// The overhead of a longer string.
  static let longString = 48
  /// The plan's steps of a container that is read in pieces.
  static let plannedContainer = 160
}
