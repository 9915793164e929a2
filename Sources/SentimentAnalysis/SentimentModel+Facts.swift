import BERT
public import JSON
import Tokenizers

extension SentimentModel {
  /// What there is to know of the model, for people and scripts. Sizes are in bytes.
  public var facts: JSONObject {
    let configuration = checkpoint.classifier.configuration
    let parameters = checkpoint.classifier.parameterCount
    func number(_ value: Int) -> JSONValue { .integer(Int64(value)) }
    func list(_ values: [String]) -> JSONValue { .array(values.map { .string($0) }) }
    return [
      "name": .string(name), "folder": .string(folder), "architecture": .string(configuration.family.rawValue),
      "problem_type": .string(problem.rawValue), "labels": list(labels),
      "polarities": list(rule.polarities.map(\.rawValue)), "parameters": number(parameters),
      "layers": number(configuration.layerCount), "hidden_size": number(configuration.hiddenSize),
      "heads": number(configuration.headCount), "activation": .string("\(configuration.activation)"),
      "vocabulary": number(configuration.vocabularySize), "tokenizer": .string(encoder.tokenizer.algorithm),
      "max_length": number(encoder.maximumLength), "precision": list(checkpoint.precisions),
      "compute": .string(compute.rawValue), "threads": number(threads), "calibration": .string("\(calibration)"),
      "disk_bytes": number(checkpoint.byteCount), "memory_bytes": number(parameters * MemoryLayout<Float>.size),
      "warnings": list(warnings),
    ]
  }
}
