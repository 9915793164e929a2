/// Why a model folder could not be read or written: a sentence with the file, the key or tensor, and what to do.
public struct CheckpointError: Error, CustomStringConvertible, Sendable, Hashable {
  /// The sentence.
  public var description: String
  /// An error with this sentence.
  public init(_ description: String) { self.description = description }

  /// Calls `body`, and turns its errors into errors of this type.
  static func wrapping<Value>(_ body: () throws -> Value) throws(CheckpointError) -> Value {
    do { return try body() } catch { throw error as? CheckpointError ?? CheckpointError("\(error)") }
  }

  static func missing(_ tensor: String, path: String) -> CheckpointError {
    CheckpointError(
      "\(path): the tensor \"\(tensor)\" is missing; download the weights and config.json of one model again"
    )
  }
}
