public import SystemPackage

/// Why a file could not be read or written: a sentence with the path, the reason and what to do.
public struct FileError: Error, CustomStringConvertible, Sendable, Hashable {
  /// The sentence.
  public let description: String

  /// An error that says this.
  public init(_ description: String) { self.description = description }

  /// `reviews.csv: is a folder; name a file`
  public init(_ path: FilePath, _ reason: String) { description = "\(path): \(reason)" }

  /// `reviews.csv: cannot be read: Permission denied`
  init(_ path: FilePath, cannotBe action: String, _ error: any Error) {
    self.init(path, "cannot be \(action): \(error)")
  }
}

/// Calls the system, and names the path in its error.
///
/// - Parameter action: what cannot be done where it fails: `read`, `written`.
func attempt<Value>(
  _ path: FilePath, _ action: String, _ body: () throws -> Value
) throws(FileError) -> Value {
  do { return try body() } catch let error as FileError { throw error } catch {
    throw FileError(path, cannotBe: action, error)
  }
}
