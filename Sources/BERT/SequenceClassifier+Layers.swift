import JSON

extension SequenceClassifier {
  /// Keeps only these layers of the encoder, in this order, and says so in the configuration. The heads stay.
  ///
  /// - Parameter indices: at least one layer, counted from 0; none occurs twice.
  public mutating func keepLayers(_ indices: [Int]) {
    precondition(
      !indices.isEmpty && Set(indices).count == indices.count && indices.allSatisfy(layers.indices.contains),
      "expected different layers in 0..<\(layers.count), got \(indices)")
    layers = indices.map { layers[$0] }
    configuration.keepLayers(indices)
  }
}

extension Configuration {
  /// Keeps these layers, also in `source`: the number of layers is under all of the family's keys that the file has.
  fileprivate mutating func keepLayers(_ indices: [Int]) {
    modern?.keepLayers(indices, &source)
    let count = indices.count
    layerCount = count
    let keys = family.keys.layerCount
    let present = keys.filter { source[$0] != nil }
    for key in present.isEmpty ? keys.suffix(1) : present[...] { source[key] = .integer(Int64(count)) }
  }
}
