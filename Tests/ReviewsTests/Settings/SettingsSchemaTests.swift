import JSON
import Testing

@testable import Reviews

struct SettingsSchemaTests {
  private let properties = Settings.schema["properties"]?.objectValue ?? [:]

  @Test func describesTypesAndBoundsEverySetting() throws {
    #expect(
      properties.keys == SettingKey.table.filter { $0.scope != .filePatterns }.map { "sentiment." + $0.member.name })
    func check(_ schema: JSONValue, _ path: String, needsDescription: Bool = true) {
      if needsDescription { #expect(schema["description"]?.stringValue?.hasSuffix(".") == true, "\(path)") }
      if let options = schema["anyOf"]?.arrayValue {
        for option in options { check(option, path, needsDescription: false) }
        return
      }
      let type = schema["type"]?.stringValue ?? schema["type"]?[0]?.stringValue
      switch type {
      case "boolean", "null": break
      case "string":
        #expect(schema["enum"] != nil || schema["maxLength"] != nil, "\(path)")
      case "integer", "number": #expect(schema["minimum"] != nil && schema["maximum"] != nil, "\(path)")
      case "array": check(schema["items"] ?? nil, path, needsDescription: false)
      case "object":
        for (name, member) in schema["properties"]?.objectValue ?? [:] { check(member, path + "." + name) }
        if let values = schema["additionalProperties"], values.objectValue != nil {
          check(values, path, needsDescription: false)
        } else {
          #expect(schema["additionalProperties"] == false, "\(path)")
        }
      default: Issue.record("\(path) has type \(type ?? "none")")
      }
    }
    for (name, schema) in properties {
      check(schema, name)
      #expect(schema["default"] != nil, "\(name)")
    }
    #expect(Settings.schema["additionalProperties"] == false)
  }

  @Test func schemaDefaultsAreTheDefaults() {
    let defaults = JSONObject(uniqueKeysWithValues: properties.map { ($0.key, $0.value["default"] ?? nil) })
    checkSettings(.object(defaults)) { _ in }
    // They also restore earlier changes, except for keys of objects that they do not name.
    checkSettings(["debounce": 1, "minimumConfidence": 0.4, "severity": ["negative": "off"]], .object(defaults)) { _ in
    }
  }

  @Test func projectFileHasTheSameKeysWithoutPrefix() {
    let bare = Settings.schema["definitions"]?["projectFile"]?["properties"]?.objectValue ?? [:]
    #expect(bare.keys.map { "sentiment." + $0 } == properties.keys)
    for (name, reference) in bare { #expect(reference["$ref"] == .string("#/properties/sentiment.\(name)")) }
  }
}
