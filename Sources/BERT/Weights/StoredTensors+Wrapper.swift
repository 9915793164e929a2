extension StoredTensors {
  /// The prefixes that wrappers add to the names of all tensors: `DataParallel`, `torch.compile`, and classes of one's own that
  /// hold the model.
  private static let wrappers = ["module.", "_orig_mod.", "model."]

  /// The prefix, such as `module._orig_mod.`, that all tensors of the encoder have; empty if they have none.
  ///
  /// - Parameter encoder: the family's prefix, then the prefixes in files of a bare encoder.
  /// - Throws: `CheckpointError` if they have different ones, since then not all are of one model.
  static func wrapper(of names: [String], encoder: [String], path: String) throws(CheckpointError) -> String {
    let (prefix, bare) = (encoder.first ?? "", encoder.dropFirst())
    var examples: [Substring: String] = [:]
    for name in names {
      var rest = name[...]
      while let wrapper = wrappers.first(where: rest.hasPrefix) {
        // ModernBERT's own prefix is that of a wrapper.
        if wrapper == prefix, bare.contains(where: rest.dropFirst(prefix.count).hasPrefix) { break }
        rest = rest.dropFirst(wrapper.count)
      }
      guard encoder.contains(where: rest.hasPrefix) else { continue }
      let wrapper = name[..<rest.startIndex]
      examples[wrapper] = min(name, examples[wrapper] ?? name)
    }
    guard examples.count > 1 else { return examples.keys.first.map(String.init) ?? "" }
    let tensors = examples.values.sorted().prefix(2).map { "\"\($0)\"" }
    throw CheckpointError(
      "\(path): the tensors \(tensors.joined(separator: " and ")) have different prefixes; give all tensors of the encoder the "
        + "same, or none")
  }
}
