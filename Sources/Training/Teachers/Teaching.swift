import Tensors

// N texts of a task · B texts of a micro-batch · L labels

/// What teachers say of the texts of a task, and how much it counts beside their labels.
///
/// The loss of an update of B texts, of which n have a label, is (1 − A) · n/B · CE + A · T² · KL, with the cross entropy of
/// the labels over these n texts and the divergence from the teachers over all. With equal weights it is the mean of the losses
/// of the texts, where one without a label has no cross entropy.
struct Teaching: Sendable {
  /// The mean probabilities of the teachers [N, L], at the temperature.
  var probabilities: Matrix
  /// T: the divisor of the logits.
  var temperature: Double
  /// A: the share of the divergence from the teachers.
  var share: Double
  /// The number of texts with labels; the texts without follow them.
  var labelled: Int

  /// The part of a micro-batch in the loss of its update, and its gradient [B, L].
  ///
  /// - Parameters:
  ///   - batch: the indices of the micro-batch's texts among the examples.
  ///   - update: those of all micro-batches of the update.
  ///   - loss: the loss of the labels.
  func forwardAndBackward(
    _ logits: Matrix, _ batch: [Int], of update: [Int], _ examples: [Trainer.Example], _ loss: ClassificationLoss
  ) -> (loss: Double, gradient: Matrix) {
    func targets(_ indices: [Int]) -> [Target] { indices.filter { $0 < labelled }.map { examples[$0].target } }
    let texts = Double(max(1, update.count))
    let (divergence, slopes) = Distillation.forwardAndBackward(
      logits, teachers: probabilities.gatheringRows(batch), temperature: temperature)
    let part = share * Double(batch.count) / texts
    var (total, gradient) = (part * divergence, slopes.scaled(by: Float(part)))
    let rows = batch.indices.filter { batch[$0] < labelled }
    guard !rows.isEmpty, share < 1 else { return (total, gradient) }
    let (own, all) = (targets(batch), targets(update))
    let weight = loss.weight(own) / max(loss.weight(all), .leastNormalMagnitude)
    let labelPart = (1 - share) * Double(all.count) / texts * weight
    let (entropy, labelSlopes) = loss.forwardAndBackward(logits.gatheringRows(rows), own)
    total += labelPart * entropy
    gradient.addRows(of: labelSlopes.scaled(by: Float(labelPart)), at: rows)
    return (total, gradient)
  }
}
