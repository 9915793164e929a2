import BERT
import Foundation
public import SentimentAnalysis

extension ExplanationForm {
  /// The fewest texts that tell one form from another.
  public static let fewestTexts = 20

  /// What was measured of a form.
  public struct Trial: Sendable {
    /// The form; quick and full are measured each by itself.
    public var form: ExplanationForm
    /// The way that was measured.
    public var method: ExplanationMethod
    /// How far the answers hang on the words that it named.
    public var faithfulness: Faithfulness

    /// What forms are compared by.
    var merit: Double { faithfulness.meanComprehensiveness - faithfulness.meanSufficiency }
  }

  /// The form that is truest to a model, on at most 48 texts taken evenly, long ones left out where there are enough others.
  ///
  /// A form that costs more, or is not the usual one, is taken only where it is plainly truer: by a fiftieth, since on so few
  /// texts less is chance.
  ///
  /// - Parameter texts: that the model was not trained on; their labels are not asked for.
  /// - Returns: nil on fewer texts than `fewestTexts`.
  public static func fitted(
    to model: SentimentModel, on texts: [String], progress: (_ done: Int, _ all: Int) -> Void = { _, _ in }
  ) throws(CancellationError) -> (form: ExplanationForm, trials: [Trial])? {
    let sample = sample(texts, model)
    guard sample.count >= fewestTexts else { return nil }
    let layers = [1, 2, 3, 4, 6, 8, 12].filter { $0 <= model.layerCount }
    let parts = [usual.fullEmbedding] + EmbeddingPart.allCases.filter { $0 != usual.fullEmbedding }
    let all =
      layers.map { (ExplanationMethod.quick, ExplanationForm(quickLayers: $0, fullEmbedding: usual.fullEmbedding)) }
      + parts.map { (ExplanationMethod.full, ExplanationForm(quickLayers: 1, fullEmbedding: $0)) }
    // Of a value, what is little goes by how far values lie apart.
    let values = try model.wordScores(sample, by: .quick).map { model.likelihood(of: $0.label, $0.logits) }
    let spread = model.problem == .regression ? (values.max() ?? 0) - (values.min() ?? 0) : 1
    var trials: [Trial] = []
    for (method, form) in all {
      var model = model
      model.explanationForm = form
      trials.append(
        Trial(
          form: form, method: method, faithfulness: try Faithfulness(of: model, model.wordScores(sample, by: method))))
      progress(trials.count, all.count)
    }
    func best(_ method: ExplanationMethod) -> ExplanationForm {
      let own = trials.filter { $0.method == method }
      return own[choice(own.map(\.merit), leastGain: 0.02 * spread)].form
    }
    return (
      ExplanationForm(quickLayers: best(.quick).quickLayers, fullEmbedding: best(.full).fullEmbedding), trials
    )
  }

  /// Which of several merits, at least one, the first not plainly below the best.
  static func choice(_ merits: [Double], leastGain: Double) -> Int {
    let best = merits.max() ?? 0
    return merits.firstIndex { $0 >= best - leastGain } ?? 0
  }

  /// A table of what was measured, a form a line.
  public static func table(_ trials: [Trial]) -> [String] {
    aligned(
      [["form", "comp", "suff"]]
        + trials.map { trial in
          let form =
            trial.method == .quick
            ? "quick, last \(trial.form.quickLayers == 1 ? "layer" : "\(trial.form.quickLayers) layers")"
            : "full, \(trial.form.fullEmbedding.rawValue)"
          let figures = [trial.faithfulness.meanComprehensiveness, trial.faithfulness.meanSufficiency]
          return [form] + figures.map { String(format: "%.3f", $0) }
        })
  }

  private static func sample(_ texts: [String], _ model: SentimentModel) -> [String] {
    let some = texts.evenly(256).filter { !$0.isEmpty }
    let lengths = model.tokenCounts(some)
    let short = zip(some, lengths).filter { (4...128).contains($1) }.map(\.0)
    let chosen = short.count >= fewestTexts ? short : zip(some, lengths).filter { $1 >= 4 }.map(\.0)
    return chosen.evenly(48)
  }
}

extension Array {
  /// At most so many elements, taken evenly from first to last.
  package func evenly(_ limit: Int) -> [Element] {
    count <= limit ? self : (0..<Swift.max(0, limit)).map { self[$0 * count / limit] }
  }
}
