public import SystemPackage

/// An error in reading or writing a file. The description has the path, the reason and the remedy.
public struct FileError: Error, CustomStringConvertible, Sendable, Hashable {
  /// The message.
  public let description: String

  /// Creates an error with a complete message.
  public init(_ description: String) { self.description = description }

  /// `reviews.csv: is a folder; name a file`
  public init(_ path: FilePath, _ reason: String) { description = "\(path.text): \(reason)" }

  /// `reviews.csv: cannot be read: Permission denied`
  init(_ path: FilePath, cannotBe action: String, _ error: any Error) {
    self.init(path, "cannot be \(action): \(error)")
  }
}

/// Calls `body` and adds the path to any system error.
///
/// - Parameter action: the participle for the message "cannot be …": `read`, `written`.
func attempt<Value>(
  _ path: FilePath, _ action: String, _ body: () throws -> Value
) throws(FileError) -> Value {
  do { return try body() } catch let error as FileError { throw error } catch {
    throw FileError(path, cannotBe: action, error)
  }
}
