import JSON

/// The keys of ModernBERT's `config.json` that no other family has.
public struct ModernConfiguration: Sendable, Hashable {
  /// The maximum distance of tokens that attend to each other in layers with local attention.
  public var window: Int
  /// The base of the rotary positions in layers with global attention.
  var globalBase: Float
  /// The base of the rotary positions in layers with local attention.
  var localBase: Float
  /// Whether layer norms have a shift.
  var normBias: Bool
  /// Whether the maps of the attention have a bias.
  var attentionBias: Bool
  /// Whether the maps of the feed-forward networks have a bias.
  var networkBias: Bool
  /// Whether the first map of the head has a bias.
  var headBias: Bool
  /// Whether the head reads the mean of all tokens instead of [CLS].
  public var poolsMean: Bool
  private var layerTypes: [String]?
  private var globalEvery: Int

  /// Whether a layer has global attention.
  public func isGlobal(layer: Int) -> Bool {
    layerTypes.map { $0[layer] == Self.global } ?? (layer % globalEvery == 0)
  }

  private static let (global, local) = ("full_attention", "sliding_attention")

  /// Reads the keys as transformers 4 and 5 write them.
  init(_ reader: ConfigurationReader, layerCount: Int) throws(CheckpointError) {
    window = try reader.size(["local_attention"], default: 128) / 2
    globalEvery = try reader.size(["global_attn_every_n_layers"], default: 3)
    globalBase = try reader.base(Self.global, old: "global_rope_theta", default: 160_000)
    localBase = try reader.base(Self.local, old: "local_rope_theta", default: 10_000)
    normBias = try reader.flag("norm_bias")
    attentionBias = try reader.flag("attention_bias")
    networkBias = try reader.flag("mlp_bias")
    headBias = try reader.flag("classifier_bias")
    try reader.expect("classifier_activation", "gelu")
    poolsMean = try reader.choice("classifier_pooling", default: false, among: [("cls", false), ("mean", true)])
    guard let types = reader.object["layer_types"], !types.isNull else { return }
    let names = types.arrayValue?.compactMap(\.stringValue) ?? []
    guard names.count == layerCount, names.allSatisfy([Self.global, Self.local].contains) else {
      throw CheckpointError(
        "\(reader.path): \"layer_types\" should have \"\(Self.global)\" or \"\(Self.local)\" for each of the \(layerCount) layers"
      )
    }
    layerTypes = names
  }

  /// Keeps the kinds of these layers, also in the content of the file.
  mutating func keepLayers(_ indices: [Int], _ source: inout JSONObject) {
    let types = indices.map { isGlobal(layer: $0) ? Self.global : Self.local }
    layerTypes = types
    source["layer_types"] = .array(types.map { .string($0) })
  }
}

extension ConfigurationReader {
  /// The base of the rotary positions of a kind of layer, in `rope_parameters` or under the key that transformers 4 wrote.
  fileprivate func base(_ kind: String, old key: String, default fallback: Float) throws(CheckpointError) -> Float {
    guard let parameters = object["rope_parameters"]?[kind], !parameters.isNull else {
      return try number(key, default: fallback, in: 1...1e12)
    }
    let place = "\"rope_parameters\": \"\(kind)\""
    guard let type = parameters["rope_type"], type == "default" else {
      let found = parameters["rope_type"]?.serialized() ?? "missing"
      throw CheckpointError(
        "\(path): \(place): \"rope_type\" is \(found), which is not supported; supported is \"default\"")
    }
    guard let value = parameters["rope_theta"], !value.isNull else { return fallback }
    guard let base = value.doubleValue, (1...1e12).contains(base) else {
      throw CheckpointError(
        "\(path): \(place): \"rope_theta\" should be a number in 1...1e12, is \(value.serialized())")
    }
    return Float(base)
  }
}
