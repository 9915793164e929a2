import Foundation
import Tensors

/// The tensors of a model folder, whichever of its files each is in, by the names that transformers gives them in a
/// classifier: a bare encoder is stored without the family's prefix, and old files call the weights of a norm gamma and beta.
struct StoredTensors {
  /// The file that says what there is.
  private let path: String
  private let files: [SafetensorsFile]
  private let names: ModuleNames
  private var places: [String: Place] = [:]

  private struct Place {
    var file: Int
    var name: String
  }

  /// Opens the files and checks their headers.
  init(folder: String, _ configuration: Configuration) throws(CheckpointError) {
    names = configuration.family.names
    (path, files) = try Self.files(folder, configuration)
    var prefixed: String?
    var bare: String?
    for (index, file) in files.enumerated() {
      for name in file.tensors.keys {
        let isBare = Self.bareRoots.contains { name.hasPrefix($0) }
        if name.hasPrefix(names.prefix) { prefixed = min(name, prefixed ?? name) }
        if isBare { bare = min(name, bare ?? name) }
        let fullName = Self.today(isBare ? names.prefix + name : name)
        if let other = places.updateValue(Place(file: index, name: name), forKey: fullName) {
          throw Self.twice(name, file, other.name, files[other.file])
        }
      }
    }
    if let prefixed, let bare {
      throw CheckpointError(
        "\(path): tensor \"\(prefixed)\" has the prefix \"\(names.prefix)\", \"\(bare)\" has not; either all should or none"
      )
    }
  }

  private static func twice(
    _ name: String, _ file: SafetensorsFile, _ otherName: String, _ other: SafetensorsFile
  ) -> CheckpointError {
    if file.path != other.path {
      return CheckpointError(
        "\(max(file.path, other.path)): tensor \"\(name)\" is also in \(min(file.path, other.path))")
    }
    let (first, second) = (min(name, otherName), max(name, otherName))
    return CheckpointError(
      "\(file.path): the tensors \"\(first)\" and \"\(second)\" are one and the same; keep one of them")
  }

  /// How the names of an encoder's tensors begin where it stands alone.
  private static let bareRoots = ["embeddings.", "encoder.", "transformer.", "pooler."]

  private static func today(_ name: String) -> String {
    for (old, new) in [(".gamma", ".weight"), (".beta", ".bias")] where name.hasSuffix(old) {
      return name.dropLast(old.count) + new
    }
    return name
  }

  /// The size of all files.
  var byteCount: Int { files.reduce(0) { $0 + $1.byteCount } }

  /// A tensor's type as the format names it; nil where it is missing.
  func type(of name: String) -> String? {
    places[name].flatMap { files[$0.file].tensors[$0.name]?.type }
  }

  private func place(_ name: String) throws(CheckpointError) -> (file: SafetensorsFile, name: String) {
    guard let place = places[name] else { throw .missing(name, path: path) }
    return (files[place.file], place.name)
  }

  /// Checks that a configuration claims no layers that are not there, before room is made for any.
  func checkLayers(_ configuration: Configuration) throws(CheckpointError) {
    for index in 0..<configuration.layerCount { _ = try place(names.layer(index) + names.query + ".weight") }
  }

  /// Checks that a parameter's tensors are there and of its size: `config.json` may ask for terabytes, a tensor that is
  /// there has its bytes in the file.
  func check(_ parameter: Parameter) throws(CheckpointError) {
    for name in parameter.tensors {
      let place = try place(name)
      try place.file.check(place.name, shape: parameter.shape)
    }
  }

  /// Checks that so many weights fit into memory: a file with holes takes no room and may claim any size.
  func checkMemory(for count: Int) throws(CheckpointError) {
    let (needed, memory) = (4 * Double(count), Double(ProcessInfo.processInfo.physicalMemory))
    guard needed > memory || !Matrix.isMemoryFree(forElements: count) else { return }
    let sizes = String(format: "%.1f GB in float32, and this machine has %.1f", needed / 1e9, memory / 1e9)
    throw CheckpointError(
      "\(path): the weights take \(sizes), of which too little is free; take a smaller model or a larger machine")
  }

  /// The linear layers of the head that must be drawn: those that a base checkpoint lacks, or whose labels are others.
  func missingHead(
    _ configuration: Configuration, folder: String, mayBeDrawn: Bool
  ) throws(CheckpointError) -> Set<String> {
    let classifier = places[names.classifier + ".weight"]
    let shape = classifier.flatMap { files[$0.file].tensors[$0.name]?.shape }
    guard mayBeDrawn else {
      if shape != nil { return [] }
      throw CheckpointError("\(path): has no classification head \(advice(folder))")
    }
    if shape == [configuration.labels.count, configuration.hiddenSize] { return [] }
    return places[names.dense + ".weight"] == nil ? [names.dense, names.classifier] : [names.classifier]
  }

  /// What is missing and what to do.
  private func advice(_ folder: String) -> String {
    "(\"\(names.classifier).weight\"); fine-tune it first: sentiment train --model \(folder) …"
  }

  /// Says that linear layers of the head were drawn.
  func warnings(drawn: Set<String>, folder: String) -> [String] {
    drawn.isEmpty ? [] : ["\(path): has no classification head for these labels \(advice(folder))"]
  }

  /// Reads a parameter, converting to float32.
  func read(_ parameter: Parameter, into value: inout Matrix, in context: PassContext) throws(CheckpointError) {
    for (part, name) in parameter.tensors.enumerated() {
      let place = try place(name)
      try place.file.read(
        place.name, shape: parameter.shape, into: &value, part: part, of: parameter.tensors.count, in: context)
    }
  }

  /// Names what is there and not used, except for what classifiers are known to leave behind: heads of pre-training, poolers
  /// that nobody asks, and the numbers 0, 1, 2 … of the positions.
  func warnings(used: Set<String>) -> [String] {
    let unused = places.filter { name, _ in
      !used.contains(name) && !["cls.", "lm_head.", "vocab_", names.prefix + "pooler."].contains { name.hasPrefix($0) }
        && ![".position_ids", ".token_type_ids"].contains { name.hasSuffix($0) }
    }.values.map(\.name).sorted()
    guard let first = unused.first else { return [] }
    let others = unused.count > 1 ? ", and \(unused.count - 1) more, are" : " is"
    return [
      "\(path): the tensor \"\(first)\"\(others) of no use to a \(names.prefix.dropLast()) classifier and not read"
    ]
  }
}
