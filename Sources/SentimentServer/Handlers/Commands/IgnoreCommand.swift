import Files
import JSON
import JSONRPC
import Reviews

/// `sentiment.ignore`: adds a review to the ignore file of its workspace.
enum IgnoreCommand {
  static func run(_ entry: IgnoreFile.Entry, _ file: IgnoreFile) throws -> CommandOutcome {
    do { _ = try file.add([entry]) } catch { throw ResponseError(.requestFailed, "\(error)") }
    return CommandOutcome(
      result: .string(file.path.string),
      message: "Ignored in \(file.path); to show the review again, delete its line: \(entry.text)", changesFiles: true)
  }
}

extension Review {
  /// Whether the review's text has a fingerprint.
  func isText(with fingerprint: ReviewFingerprint, in document: [UInt8]) -> Bool {
    ReviewFingerprint(of: text(in: document).string) == fingerprint
  }
}
