public import BERT
import Foundation
import Tensors

/// Corrects a model's probabilities by a temperature, fitted to texts that the model was not trained on.
///
/// Temperature scaling divides the logits by the temperature before they become probabilities; the order of the labels does
/// not change (Guo et al., "On Calibration of Modern Neural Networks", ICML 2017). In `config.json`, `temperature` is under
/// the key `sentiment`, and so is `uncertain_below`, the confidence below which a label is uncertain.
public struct Calibration: Sendable, Hashable {
  /// A temperature above 1 lowers the confidence, one below 1 raises it.
  public var temperature: Double
  /// The probability below which a label is uncertain; zero makes none uncertain.
  public var uncertainBelow: Double

  /// No calibration.
  public static let none = Calibration(temperature: 1)

  /// A calibration by a finite temperature above zero.
  public init(temperature: Double, uncertainBelow: Double = 0) {
    precondition(temperature > 0 && temperature.isFinite, "a temperature of \(temperature)")
    (self.temperature, self.uncertainBelow) = (temperature, uncertainBelow)
  }

  /// The probabilities: softmax for labels that exclude each other, sigmoid for independent labels; a value stays as it is.
  public func probabilities(_ logits: [Float], _ problem: Problem) -> [Double] {
    let values = logits.map { Double($0) }
    switch problem {
    case .regression: return values
    case .multiLabel: return values.map { BinaryCrossEntropy.probability($0 / temperature) }
    case .singleLabel:
      // Shifted before the division, in which large logits could overflow.
      let best = values.max() ?? 0
      return CrossEntropy.probabilities(values.map { ($0 - best) / temperature })
    }
  }
}

extension Calibration: CustomStringConvertible {
  /// `none`, or `temperature 1.3120`, or also `uncertain below 0.65`.
  public var description: String {
    let parts = [
      temperature == 1 ? nil : String(format: "temperature %.4f", temperature),
      uncertainBelow == 0 ? nil : "uncertain below \(uncertainBelow)",
    ].compactMap { $0 }
    return parts.isEmpty ? "none" : parts.joined(separator: ", ")
  }
}
