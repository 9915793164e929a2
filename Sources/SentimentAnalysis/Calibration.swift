public import BERT
import Foundation
import JSON
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
  public var uncertainBelow = 0.0

  /// The logits as they are.
  public static let none = Calibration(temperature: 1)

  /// Division by a finite number above zero.
  public init(temperature: Double) {
    precondition(temperature > 0 && temperature.isFinite, "a temperature of \(temperature)")
    self.temperature = temperature
  }

  /// What a model's `config.json` says; without a word of it, `none`.
  ///
  /// - Throws: `ModelError` where the temperature is no number above zero, or the threshold no probability.
  public init(_ configuration: Configuration, folder: String) throws(ModelError) {
    func number(
      _ key: String, _ range: ClosedRange<Double>, _ name: String, usual: Double
    ) throws(ModelError) -> Double {
      guard let setting = configuration.source["sentiment"]?[key], !setting.isNull else { return usual }
      if let number = setting.doubleValue, range.contains(number) { return number }
      throw ModelError(
        "\(folder)/config.json: \"\(key)\" under \"sentiment\" should be a number from \(name), is "
          + setting.serialized())
    }
    temperature = try number("temperature", 0.001...1000, "0.001 to 1000", usual: 1)
    uncertainBelow = try number("uncertain_below", 0...1, "0 to 1", usual: 0)
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

  /// Puts the temperature where the model's `config.json` has it; `none` takes away what stood there.
  public func store(in configuration: inout Configuration) {
    configuration.setSentiment("temperature", temperature == 1 ? nil : .double(temperature))
    configuration.setSentiment("uncertain_below", uncertainBelow == 0 ? nil : .double(uncertainBelow))
  }

  /// The same in a folder, whose `config.json` is else left as it is.
  ///
  /// - Throws: `CheckpointError` with the file.
  public func store(inFolder folder: String) throws(CheckpointError) {
    var configuration = try Configuration(folder: folder)
    store(in: &configuration)
    try configuration.storeSource(inFolder: folder)
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
