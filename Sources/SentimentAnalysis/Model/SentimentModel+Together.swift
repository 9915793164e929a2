import BERT
import Foundation
import Tensors

extension SentimentModel {
  /// Classifies each text, in order, with all members, unless the work is cancelled.
  ///
  /// The logits of a classification are those whose probabilities, without calibration, are the means. Methods of explanation
  /// that ensembles do not support give no words.
  func classifyTogether(_ texts: [String], _ options: Options, in context: PassContext) -> [Classification?] {
    var options = options
    if options.method?.supportsEnsembles == false { options.method = nil }
    let answers = members.map { member in
      var own = options
      own.heads = .named(options.heads.names(among: member.heads))
      return member.model.classify(texts, own, in: context)
    }
    var results = texts.indices.map { index in mean(of: answers.map { $0[index] }) }
    if let method = options.method { explain(&results, of: texts, answers, by: method, context) }
    return results
  }

  /// The mean of the members' answers to one text; nil if one is missing.
  private func mean(of answers: [Classification?]) -> Classification? {
    let answers = answers.compactMap(\.self)
    guard answers.count == members.count, let first = answers.first else { return nil }
    let probabilities = zip(members, answers).map { member, answer in
      let values = member.model.calibration.probabilities(answer.logits, problem)
      return member.labels.map { values[$0] }
    }
    let means = labels.indices.map { label in
      probabilities.reduce(0.0) { $0 + $1[label] } / Double(members.count)
    }
    var result = Classification(
      logits: means.map { problem.logit(of: $0) }, labels: labels, problem: problem, rule: rule,
      calibration: calibration)
    result.heads = answers.flatMap(\.heads)
    result.pieces = first.pieces
    result.unread = answers.dropFirst().reduce(first.unread) { commonPart($0, $1.unread) }
    result.unsupportedLanguage = answers.lazy.compactMap(\.unsupportedLanguage).first
    return result
  }

  /// Adds the mean weights of words. A member that takes another label, or another rival of the label, for the likeliest, explains
  /// the common one in another pass.
  private func explain(
    _ results: inout [Classification?], of texts: [String], _ answers: [[Classification?]],
    by method: ExplanationMethod, _ context: PassContext
  ) {
    let contrasts = results.map { result in result.map { Contrast($0.logits, problem) } }
    var explanations = texts.map { _ in [[Classification.KeyToken]]() }
    for (member, own) in zip(members, answers) {
      var found = own.map { $0?.words }
      let wanted = contrasts.map { contrast in contrast.map(member.contrast) }
      let others = texts.indices.filter { index in
        guard let contrast = wanted[index], let answer = own[index] else { return false }
        let likeliest = Contrast(answer.logits, problem)
        return method == .occlusion ? likeliest.label != contrast.label : likeliest != contrast
      }
      let again = member.model.words(
        of: others.map { texts[$0] }, explaining: others.compactMap { wanted[$0] }, by: method, context)
      for (index, words) in zip(others, again) { found[index] = words }
      for (index, words) in found.enumerated() { if let words { explanations[index].append(words) } }
    }
    for (index, text) in texts.enumerated() {
      guard var result = results[index], explanations[index].count == members.count else {
        results[index] = nil  // the work was cancelled
        continue
      }
      (result.words, result.keyTokens) = WordScores(meanOf: explanations[index], of: text, by: method).weighted(
        in: text)
      results[index] = result
    }
  }

  /// The words of each text and their contributions to given labels; nil where the work was cancelled.
  private func words(
    of texts: [String], explaining contrasts: [Contrast], by method: ExplanationMethod, _ context: PassContext
  ) -> [[Classification.KeyToken]?] {
    guard !texts.isEmpty else { return [] }
    let encoder = method.readsWindows ? encoder : encoder.readingOnce
    let encoded = context.map(texts, grain: 8, encoder.encode)
    do throws(CancellationError) {
      let scores = try context.inTurn { () throws(CancellationError) in
        try inBatches(
          ofLengths: encoded.map(\.ids.count), tokens: method.tokensPerBatch, isLight: method.isLight, in: context
        ) { indices throws(CancellationError) in
          try wordScores(
            indices.map { (texts[$0], encoded[$0]) }, by: method, of: indices.map { contrasts[$0] }, heads: [], context)
        }
      }
      return zip(texts, scores).map { $1.weighted(in: $0).words }
    } catch {
      return texts.map { _ in nil }
    }
  }
}

extension Problem {
  /// The logit from which a calibration without temperature makes this probability.
  fileprivate func logit(of probability: Double) -> Float {
    // A probability of zero would have an infinite logit.
    let bounded = max(probability, 1e-30)
    switch self {
    case .regression: return Float(probability)
    case .singleLabel: return Float(log(bounded))
    case .multiLabel: return Float(log(bounded) - log(max(1 - probability, 1e-30)))
    }
  }
}

/// The part of a text that two models leave out; nil if there is none.
private func commonPart(_ one: Range<Int>?, _ other: Range<Int>?) -> Range<Int>? {
  guard let one, let other, one.overlaps(other) else { return nil }
  return one.clamped(to: other)
}
