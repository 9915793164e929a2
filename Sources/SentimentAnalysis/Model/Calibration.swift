public import BERT
import Foundation
import Tensors

/// How sure a model is, as its logits say it, put right by one number that was fitted to texts it had not seen.
///
/// Temperature scaling: the logits are divided by it before they become probabilities, so that the order of the labels
/// stays (Guo et al., "On Calibration of Modern Neural Networks", ICML 2017). It is `temperature` under the key
/// `sentiment` of `config.json`; beside it may stand `uncertain_below`, the confidence under which a label says nothing.
public struct Calibration: Sendable, Hashable {
  /// Above 1 takes confidence away, below 1 adds to it.
  public var temperature: Double
  /// Labels that are less likely than that are uncertain; zero leaves none so.
  public var uncertainBelow: Double

  /// The logits as they are.
  public static let none = Calibration(temperature: 1)

  /// Division by a finite number above zero.
  public init(temperature: Double, uncertainBelow: Double = 0) {
    precondition(temperature > 0 && temperature.isFinite, "a temperature of \(temperature)")
    (self.temperature, self.uncertainBelow) = (temperature, uncertainBelow)
  }

  /// Probabilities: of labels that exclude each other by softmax, of independent ones by sigmoid each; a value is itself.
  public func probabilities(_ logits: [Float], _ problem: Problem) -> [Double] {
    let values = logits.map { Double($0) }
    switch problem {
    case .regression: return values
    case .multiLabel: return values.map { BinaryCrossEntropy.probability($0 / temperature) }
    case .singleLabel:
      // Shifted before the division, which could make infinities of large ones.
      let best = values.max() ?? 0
      return CrossEntropy.probabilities(values.map { ($0 - best) / temperature })
    }
  }
}

extension Calibration: CustomStringConvertible {
  /// `none`, or `temperature 1.3120`, or that with `uncertain below 0.65`.
  public var description: String {
    let parts = [
      temperature == 1 ? nil : String(format: "temperature %.4f", temperature),
      uncertainBelow == 0 ? nil : "uncertain below \(uncertainBelow)",
    ].compactMap { $0 }
    return parts.isEmpty ? "none" : parts.joined(separator: ", ")
  }
}
