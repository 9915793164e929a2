import CFuzz
import JSON
import TestSupport

/// libFuzzer's mutations of bytes, and for JSON as often one of its values: hardly any change of bytes leaves JSON valid.
@_cdecl("LLVMFuzzerCustomMutator")
func mutate(_ bytes: UnsafeMutablePointer<UInt8>, _ count: Int, _ limit: Int, _ seed: UInt32) -> Int {
  var random = SeededGenerator(seed: UInt64(seed))
  let input = UnsafeBufferPointer(start: bytes, count: count)
  // After the header of safetensors, there is a line feed.
  let end = input.first == UInt8(ascii: "{") ? input.firstIndex(of: UInt8(ascii: "\n")) ?? count : count
  guard random.below(2) == 0, var json = (try? JSONValue(parsing: input[..<end])) ?? (try? JSONValue(parsing: input))
  else {
    return LLVMFuzzerMutate(bytes, count, limit)
  }
  let whole = json
  json.mutate(with: whole, &random)
  let mutated = Array(json.serialized().utf8) + input[end...]
  guard mutated.count <= limit else { return LLVMFuzzerMutate(bytes, count, limit) }
  for (index, byte) in mutated.enumerated() { bytes[index] = byte }
  return mutated.count
}

extension JSONValue {
  private static let unusual: [JSONValue] = [
    .null, true, false, 0, 1, -1, 255, 0.5, 1e300, .integer(.max), .integer(.min), .unsigned(.max), "", "a", "*",
    "\u{0}é好", [], [:],
  ]

  /// Replaces, removes, copies or renames something below this value.
  fileprivate mutating func mutate(with whole: JSONValue, _ random: inout SeededGenerator) {
    switch self {
    case .object(var members) where !members.isEmpty && random.below(8) > 0:
      let (key, value) = members[random.below(members.count)]
      var changed = value
      switch random.below(8) {
      case 0: members[key] = nil
      case 1: members[whole.part(&random).stringValue ?? key + key] = value
      default:
        changed.mutate(with: whole, &random)
        members[key] = changed
      }
      self = .object(members)
    case .array(var elements) where !elements.isEmpty && random.below(8) > 0:
      let index = random.below(elements.count)
      switch random.below(8) {
      case 0: elements.remove(at: index)
      case 1: elements.insert(random.pick(elements), at: index)
      default: elements[index].mutate(with: whole, &random)
      }
      self = .array(elements)
    case .string(let text) where random.below(2) == 0:
      let place = text.unicodeScalars.index(text.startIndex, offsetBy: random.below(text.unicodeScalars.count + 1))
      self = .string(
        text[..<place] + (whole.part(&random).stringValue ?? random.pick(["*", "/", "\\", "[", "{", "}", "\u{301}"]))
          + text[place...])
    default: self = random.below(2) == 0 ? random.pick(Self.unusual) : whole.part(&random)
    }
  }

  /// A value inside this one, or one of its keys.
  private func part(_ random: inout SeededGenerator) -> JSONValue {
    switch self {
    case .object(let members) where !members.isEmpty && random.below(8) > 0:
      let (key, value) = members[random.below(members.count)]
      return random.below(4) == 0 ? .string(key) : value.part(&random)
    case .array(let elements) where !elements.isEmpty && random.below(8) > 0: return random.pick(elements).part(&random)
    default: return self
    }
  }
}
