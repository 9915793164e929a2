public import BERT
import Files
import JSON
public import Reviews

/// The settings of a model, the section `"sentiment"` of its `config.json`. Nil means a missing key.
public struct ModelSettings: Codable, Sendable, Hashable {
  /// The maximum of tokens that the encoder reads of a text.
  public var maxLength: Int?
  /// The tokens kept from the start of a longer text.
  public var headLength: Int?
  /// The tokens kept from the end of a longer text.
  public var tailLength: Int?
  /// The maximum number of windows in which a longer text is read, instead of only its head and tail.
  public var windows: Int?
  /// The divisor of the logits; see `Calibration`.
  public var temperature: Double?
  /// The confidence below which a label is uncertain.
  public var uncertainBelow: Double?
  /// The form of explanations.
  public var explanation: ExplanationForm?
  /// Polarities by label, or by bounds such as `<2.5` of a value.
  public var polarity: [String: Polarity]?

  private enum CodingKeys: String, CodingKey, CaseIterable {
    case maxLength = "max_length"
    case headLength = "head_length"
    case tailLength = "tail_length"
    case windows, temperature
    case uncertainBelow = "uncertain_below"
    case explanation, polarity
  }

  /// Settings without keys.
  public init() {}

  /// The limit of windows: each takes a pass.
  public static let maximumWindows = 64

  /// The settings with this number of windows; nil changes nothing.
  func with(windows: Int?) -> ModelSettings {
    guard let windows else { return self }
    var copy = self
    copy.windows = windows
    return copy
  }

  /// Temperature and threshold; setting `none` removes both.
  public var calibration: Calibration {
    get { Calibration(temperature: temperature ?? 1, uncertainBelow: uncertainBelow ?? 0) }
    set {
      temperature = newValue.temperature == 1 ? nil : newValue.temperature
      uncertainBelow = newValue.uncertainBelow == 0 ? nil : newValue.uncertainBelow
    }
  }
}

// MARK: - Files

extension ModelSettings {
  /// Reads and checks the section of a configuration.
  public init(_ configuration: Configuration, folder: String) throws(ModelError) {
    let section = JSONValue.object(configuration.source["sentiment"]?.objectValue ?? JSONObject())
    let wrong: [String]?
    do {
      self = try section.decoded()
      wrong = rules(configuration).first { !$0.isMet }?.path
    } catch {
      self.init()
      wrong = (error as? DecodingError)?.path
    }
    guard let wrong, let rule = rules(configuration).last(where: { wrong.starts(with: $0.path) }) else { return }
    let value = rule.path.reduce(section) { $0[$1] ?? .null }
    let keys = (["sentiment"] + rule.path).map { "\"\($0)\"" }
    throw ModelError(
      "\(folder)/config.json: \(keys[keys.count - 1]) under \(keys.dropLast().joined(separator: ", ")) should "
        + "\(rule.expectation), is \(value.serialized())")
  }

  /// The rule of each key. Decoding checks the types.
  private func rules(_ configuration: Configuration) -> [(path: [String], expectation: String, isMet: Bool)] {
    let (layers, parts) = (configuration.layerCount, ExplanationForm.EmbeddingPart.allCases.map(\.rawValue))
    let isLayerCount = (1...layers).contains(explanation?.quickLayers ?? 1)
    return [
      (["max_length"], "be a whole number", maxLength ?? 0 >= 0),
      (["head_length"], "be a whole number", headLength ?? 0 >= 0),
      (["tail_length"], "be a whole number", tailLength ?? 0 >= 0),
      (
        ["windows"], "be a whole number from 1 to \(Self.maximumWindows)",
        (1...Self.maximumWindows).contains(windows ?? 1)
      ),
      (["temperature"], "be a number from 0.001 to 1000", (0.001...1000).contains(temperature ?? 1)),
      (["uncertain_below"], "be a number from 0 to 1", (0...1).contains(uncertainBelow ?? 0)),
      (["polarity"], "map labels to \(Polarity.names)", true),
      (["explanation"], "be an object", true),
      (["explanation", "quick_layers"], "be a whole number from 1 to \(layers)", isLayerCount),
      (["explanation", "full_embedding"], "be one of \(parts.joined(separator: ", "))", true),
    ]
  }

  /// Writes the section into a configuration; other keys of the section do not change.
  public func store(in configuration: inout Configuration) throws {
    let settings = try JSONValue(encoding: self)
    var section = configuration.source["sentiment"]?.objectValue ?? JSONObject()
    for key in CodingKeys.allCases.map(\.rawValue) {
      guard var members = section[key]?.objectValue, let new = settings[key]?.objectValue else {
        section[key] = settings[key]
        continue
      }
      for (name, value) in new { members[name] = value }
      section[key] = .object(members)
    }
    configuration.source["sentiment"] = .object(section)
  }

  /// Changes the section in a folder's `config.json`, whose other keys do not change. The file is replaced as a whole.
  ///
  /// - Throws: `CheckpointError` or `ModelError` with the file.
  public static func update(inFolder folder: String, _ change: (inout ModelSettings) -> Void) throws {
    var configuration = try Configuration(folder: folder)
    var settings = try ModelSettings(configuration, folder: folder)
    change(&settings)
    try settings.store(in: &configuration)
    try OutputFile.write(JSONValue.object(configuration.source).fileBytes, to: FilePath(text: folder + "/config.json"))
  }
}
