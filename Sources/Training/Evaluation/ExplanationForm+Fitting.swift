import BERT
import Foundation
public import SentimentAnalysis

extension ExplanationForm {
  /// The fewest texts on which forms can be compared.
  public static let minimumTexts = 20

  /// A measured form.
  public struct Trial: Sendable {
    /// The form; its quick and its full part are measured separately.
    public var form: ExplanationForm
    /// The measured method.
    public var method: ExplanationMethod
    /// How much the predictions depend on the words with high scores.
    public var faithfulness: Faithfulness

    /// Forms are compared by this number.
    var score: Double { faithfulness.meanComprehensiveness - faithfulness.meanSufficiency }
  }

  /// The form that is most faithful to a model, measured on at most 48 texts; long texts are skipped if there are
  /// enough others.
  ///
  /// A form that costs more, or is not the default, must be better by 0.02, since smaller differences on so few texts
  /// are chance.
  ///
  /// - Parameter texts: texts that the model was not trained on; labels are not needed.
  /// - Returns: nil for fewer texts than `minimumTexts`.
  public static func fitted(
    to model: SentimentModel, on texts: [String], progress: (_ done: Int, _ all: Int) -> Void = { _, _ in }
  ) throws(CancellationError) -> (form: ExplanationForm, trials: [Trial])? {
    let sample = sample(texts, model)
    guard sample.count >= minimumTexts else { return nil }
    let layers = [1, 2, 3, 4, 6, 8, 12].filter { $0 <= model.layerCount }
    let parts = [usual.fullEmbedding] + EmbeddingPart.allCases.filter { $0 != usual.fullEmbedding }
    let all =
      layers.map { (ExplanationMethod.quick, ExplanationForm(quickLayers: $0, fullEmbedding: usual.fullEmbedding)) }
      + parts.map { (ExplanationMethod.full, ExplanationForm(quickLayers: 1, fullEmbedding: $0)) }
    // For a regression, the minimum gain scales with the spread of the values.
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
      return own[firstNearBest(own.map(\.score), minimumGain: 0.02 * spread)].form
    }
    return (
      ExplanationForm(quickLayers: best(.quick).quickLayers, fullEmbedding: best(.full).fullEmbedding), trials
    )
  }

  /// The index of the first score that is within `minimumGain` of the best.
  static func firstNearBest(_ scores: [Double], minimumGain: Double) -> Int {
    let best = scores.max() ?? 0
    return scores.firstIndex { $0 >= best - minimumGain } ?? 0
  }

  /// A table with one form a line.
  public static func table(_ trials: [Trial]) -> [String] {
    aligned(
      [["form", "comp", "suff"]]
        + trials.map { trial in
          let form =
            trial.method == .quick
            ? "quick, last \(trial.form.quickLayers == 1 ? "layer" : "\(trial.form.quickLayers) layers")"
            : "full, \(trial.form.fullEmbedding.rawValue)"
          let metrics = [trial.faithfulness.meanComprehensiveness, trial.faithfulness.meanSufficiency]
          return [form] + metrics.map { String(format: "%.3f", $0) }
        })
  }

  private static func sample(_ texts: [String], _ model: SentimentModel) -> [String] {
    let some = texts.evenlySpaced(256).filter { !$0.isEmpty }
    let lengths = model.tokenCounts(some)
    let short = zip(some, lengths).filter { (4...128).contains($1) }.map(\.0)
    let chosen = short.count >= minimumTexts ? short : zip(some, lengths).filter { $1 >= 4 }.map(\.0)
    return chosen.evenlySpaced(48)
  }
}

extension Array {
  /// At most `limit` elements, evenly spaced from first to last.
  package func evenlySpaced(_ limit: Int) -> [Element] {
    count <= limit ? self : (0..<Swift.max(0, limit)).map { self[$0 * count / limit] }
  }
}
