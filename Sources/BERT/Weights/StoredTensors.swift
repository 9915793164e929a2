import Files
import Foundation
import Tensors

/// The tensors of all files of a model folder, by transformers' names in a classifier. Files of a bare encoder lack the
/// family's prefix, files of a wrapped model have another before it, and old files call the weights of a norm gamma and beta.
struct StoredTensors {
  /// The file that lists the tensors.
  private let path: String
  private let files: [SafetensorsFile]
  private let names: ModuleNames
  private var places: [String: Place] = [:]
  /// The prefix of a wrapped model's tensors, which the keys of `places` lack.
  private let wrapper: String

  private struct Place {
    var file: Int
    var name: String
  }

  /// Opens the files and checks their headers.
  init(folder: String, _ configuration: Configuration) throws(CheckpointError) {
    names = configuration.family.names
    (path, files) = try Self.files(folder, configuration)
    wrapper = try Self.wrapper(
      of: files.flatMap(\.tensors.keys), encoder: [names.prefix] + Self.barePrefixes, path: path)
    var prefixed: String?
    var bare: String?
    for (index, file) in files.enumerated() {
      for stored in file.tensors.keys {
        let name = stored.hasPrefix(wrapper) ? String(stored.dropFirst(wrapper.count)) : stored
        let isBare = Self.barePrefixes.contains { name.hasPrefix($0) }
        if name.hasPrefix(names.prefix) { prefixed = min(name, prefixed ?? name) }
        if isBare { bare = min(name, bare ?? name) }
        let fullName = Self.currentName(isBare ? names.prefix + name : name)
        if let other = places.updateValue(Place(file: index, name: stored), forKey: fullName) {
          throw Self.duplicate(stored, file, other.name, files[other.file])
        }
      }
    }
    if let prefixed, let bare {
      throw CheckpointError(
        "\(path): tensor \"\(prefixed)\" has the prefix \"\(names.prefix)\", but \"\(bare)\" has not; all tensors should have it, or none"
      )
    }
  }

  private static func duplicate(
    _ name: String, _ file: SafetensorsFile, _ otherName: String, _ other: SafetensorsFile
  ) -> CheckpointError {
    if file.path != other.path {
      return CheckpointError(
        "\(max(file.path, other.path)): tensor \"\(name)\" is also in \(min(file.path, other.path))")
    }
    let (first, second) = (min(name, otherName), max(name, otherName))
    return CheckpointError(
      "\(file.path): tensors \"\(first)\" and \"\(second)\" are duplicates; keep one of them")
  }

  /// The prefixes of tensors in files of a bare encoder.
  private static let barePrefixes = [
    "embeddings.", "embeddings_project.", "encoder.", "transformer.", "pooler.", "layers.", "final_norm.",
  ]

  private static func currentName(_ name: String) -> String {
    for (old, new) in [(".gamma", ".weight"), (".beta", ".bias")] where name.hasSuffix(old) {
      return name.dropLast(old.count) + new
    }
    return name
  }

  /// The size of all files, in bytes.
  var byteCount: Int { files.reduce(0) { $0 + $1.byteCount } }

  /// The type of a tensor, by the format's name; nil if the tensor is missing.
  func type(of name: String) -> String? {
    places[name].flatMap { files[$0.file].tensors[$0.name]?.type }
  }

  private func place(_ name: String) throws(CheckpointError) -> (file: SafetensorsFile, name: String) {
    guard let place = places[name] else { throw .missing(name, path: path) }
    return (files[place.file], place.name)
  }

  /// Checks that all layers of the configuration exist, before any is allocated.
  func checkLayers(_ configuration: Configuration) throws(CheckpointError) {
    for index in 0..<configuration.layerCount {
      _ = try place(names.layer(index) + (names.fused ?? names.query) + ".weight")
    }
  }

  /// Checks that a parameter's tensors exist and have its size. `config.json` may claim terabytes; the bytes of an existing
  /// tensor are in the file.
  func check(_ parameter: Parameter) throws(CheckpointError) {
    for name in parameter.tensors {
      let place = try place(name)
      try place.file.check(place.name, shape: parameter.shape)
    }
  }

  /// Checks that this number of weights fits into memory. A sparse file takes no space and may claim any size.
  func checkMemory(for count: Int) throws(CheckpointError) {
    let (needed, memory) = (4 * Double(count), Double(ProcessInfo.processInfo.physicalMemory))
    guard needed > memory || !Matrix.isMemoryFree(forElements: count) else { return }
    let sizes = String(
      format: "%.1f GB in float32, and too little of this machine's %.1f GB is free", needed / 1e9, memory / 1e9)
    throw CheckpointError(
      "\(path): the weights take \(sizes); use a smaller model or a larger machine, or raise the limit that ulimit -v prints"
    )
  }

  /// The linear layers of the head to initialise: those that are missing or have other labels.
  func missingHead(
    _ configuration: Configuration, folder: String, mayInitialize: Bool
  ) throws(CheckpointError) -> Set<String> {
    if configuration.labels.isEmpty { return [] }
    let classifier = places[names.classifier + ".weight"]
    let shape = classifier.flatMap { files[$0.file].tensors[$0.name]?.shape }
    let task = configuration.otherTask
    // A head for another task may have tensors of these names, but not of this meaning.
    let isOwn = task?.isClassifier != true
    guard mayInitialize else {
      if shape != nil, isOwn { return [] }
      throw CheckpointError(
        "\(path): \(lack(task)); fine-tune it first: sentiment train --model \(FilePath(text: folder).quotedForShell) …"
      )
    }
    if isOwn, shape == [configuration.labels.count, configuration.hiddenSize] { return [] }
    guard places[names.dense + ".weight"] == nil else { return [names.classifier] }
    let norms = configuration.modern == nil ? [] : [names.headNorm]
    return Set([names.dense, names.classifier] + norms)
  }

  /// What a model without a classification head has.
  private func lack(_ task: OtherTask?, of purpose: String = "") -> String {
    guard let task else { return "has no classification head\(purpose) (\"\(names.classifier).weight\")" }
    return "has a head that \(task.purpose) (…\(task.rawValue)), and none that labels whole texts"
  }

  /// A warning that linear layers of the head were initialised at random.
  func warnings(initialized: Set<String>, _ configuration: Configuration, folder: String) -> [String] {
    guard !initialized.isEmpty else { return [] }
    let lack = lack(configuration.otherTask, of: " for these labels")
    return ["\(path): \(lack); fine-tune it first: sentiment train --model \(FilePath(text: folder).quotedForShell) …"]
  }

  /// Reads a parameter, converting to float32.
  func read(_ parameter: Parameter, into value: inout Matrix, in context: PassContext) throws(CheckpointError) {
    for (part, name) in parameter.tensors.enumerated() {
      let place = try place(name)
      try place.file.read(
        place.name, shape: parameter.shape, into: &value, part: part, of: parameter.tensors.count, in: context)
    }
  }

  /// A warning about unused tensors, except those that classifiers are known to leave unused: heads of pre-training, poolers,
  /// and the ids of positions and token types.
  func warnings(used: Set<String>) -> [String] {
    let unused = places.filter { name, _ in
      !used.contains(name)
        && !(["cls.", "lm_head.", "vocab_", names.prefix + "pooler."] + names.ignored).contains { name.hasPrefix($0) }
        && ![".position_ids", ".token_type_ids"].contains { name.hasSuffix($0) }
    }.values.map(\.name).sorted()
    guard let first = unused.first else { return wrapperWarnings }
    let others = unused.count > 1 ? ", and \(unused.count - 1) more, are" : " is"
    return wrapperWarnings + [
      "\(path): the tensor \"\(first)\"\(others) not part of a \(names.prefix.dropLast()) classifier and not used"
    ]
  }

  private var wrapperWarnings: [String] {
    wrapper.isEmpty
      ? [] : ["\(path): the tensors have the prefix \"\(wrapper)\" of a wrapped model, which is ignored"]
  }
}
