import Files
import JSON
import JSONRPC
import Reviews
import SentimentAnalysis

/// `sentiment.mark`: stores feedback on a text in the feedback file.
enum MarkCommand {
  /// - Parameter file: nil where no folder is open and the document is no file.
  static func run(_ uri: ExactString, _ text: String, label: String, _ file: FeedbackFile?) throws -> CommandOutcome {
    guard let file else {
      throw ResponseError(
        .requestFailed,
        "\(uri.value) is not a file and no folder is open. Set sentiment.feedback to the file for your feedback.")
    }
    do { try file.record(text, label: label) } catch {
      throw ResponseError(.requestFailed, "\(error). Set sentiment.feedback to another file for your feedback.")
    }
    return CommandOutcome(
      result: .string(file.path.string),
      message: "Marked as \(label) in \(file.path); to learn from it: sentiment train --model default --train "
        + "\(shellWord(file.path, or: "FILE")) --output my-model")
  }
}
