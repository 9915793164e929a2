import SentimentAnalysis
import Tensors

/// Texts that a model reads together.
struct Batch: Sendable {
  /// The source of the texts.
  enum Source: Sendable {
    case requests(ClassificationQueue.Batch)
    case document(Reviews)
  }

  /// Reviews of a document, by their places in the table of one edition.
  struct Reviews: Sendable {
    let uri: ExactString
    let edition: Int
    let indices: [Int]
    let fingerprints: [TextFingerprint]
    let uncertainBelow: Double?
  }

  /// The results, one a text; nil for texts that a cancelled batch left out.
  enum Outcome: Sendable {
    case classifications([Classification?])
    case verdicts([Verdict?])
  }

  let source: Source
  let model: ModelKey
  /// Made by the worker: a long text is copied there.
  let texts: @Sendable () -> [String]
  let options: SentimentModel.Options
  let lane: ReadingLane
  /// Whether it is one of many, so that a few urgent reviews may interrupt it.
  let isBulk: Bool
  let cancellation = Cancellation()

  /// The reviews that it reads; nil where its texts come from requests.
  var reviews: Reviews? { if case .document(let reviews) = source { reviews } else { nil } }
}
