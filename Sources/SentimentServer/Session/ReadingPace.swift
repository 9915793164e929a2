import SentimentAnalysis
import Tensors

/// How much the models read at a time: about so much that nobody who comes in between waits long.
struct ReadingPace {
  private static let duration = 0.06
  /// As measured of late; at first that of a small model.
  private var bytesPerSecond = 60_000.0
  /// Whether the last batch among many others was stopped for a few.
  private(set) var wasInterrupted = false
  /// Whether the last batch was for a document.
  var lastWasDocument = false

  /// The size of a batch in bytes of text.
  var bytes: Int { Int(min(bytesPerSecond * Self.duration, 1e9)) }

  mutating func take(_ batch: Batch, _ size: Int, _ nanoseconds: UInt64) {
    guard batch.isBulk, batch.lane == .short else { return }
    wasInterrupted = batch.stop.isCancelled
    guard !wasInterrupted, nanoseconds > 0 else { return }
    bytesPerSecond += 0.25 * (Double(size) / (Double(nanoseconds) * 1e-9) - bytesPerSecond)
  }
}
