import SentimentAnalysis
import Tensors

/// Measures how fast the models read, to size batches so that an urgent text waits a short time only.
struct ReadingPace {
  /// Seconds that a batch should take.
  private static let duration = 0.06
  /// A moving average; at first the rate of a small model.
  private var bytesPerSecond = 60_000.0
  /// Whether the last batch of many reviews was interrupted for a few urgent ones.
  private(set) var wasInterrupted = false

  /// The size of a batch in bytes of text.
  var bytes: Int { Int(min(bytesPerSecond * Self.duration, 1e9)) }

  mutating func measure(_ batch: Batch, _ bytes: Int, _ nanoseconds: UInt64) {
    guard batch.isBulk, batch.lane == .short else { return }
    wasInterrupted = batch.cancellation.isCancelled
    guard !wasInterrupted, nanoseconds > 0 else { return }
    bytesPerSecond += 0.25 * (Double(bytes) / (Double(nanoseconds) * 1e-9) - bytesPerSecond)
  }
}
