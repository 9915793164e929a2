/// Why a model folder could not be read or written: a sentence with the file, the key or tensor, and what to do.
public struct CheckpointError: Error, CustomStringConvertible, Sendable, Hashable {
  /// The sentence.
  public var description: String
  /// An error that says this.
  public init(_ description: String) { self.description = description }

  /// Calls what reads or writes files; its errors become errors of this type.
  static func wrapping<Value>(_ body: () throws -> Value) throws(CheckpointError) -> Value {
    do { return try body() } catch { throw error as? CheckpointError ?? CheckpointError("\(error)") }
  }

  static func missing(_ tensor: String, path: String) -> CheckpointError {
    CheckpointError(
      "\(path): the tensor \"\(tensor)\" is missing; fetch the weights again, with the config.json that belongs to them"
    )
  }
}
