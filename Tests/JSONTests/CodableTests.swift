import JSON
import TestSupport
import Testing

struct CodableTests {
  /// Encodes a value, compares the JSON, and decodes an equal value from it, directly and from text.
  private func check<T: Codable & Equatable>(
    _ value: T, _ json: JSONValue, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let encoded = try JSONValue(encoding: value)
    #expect(encoded == json, sourceLocation: sourceLocation)
    #expect(try encoded.decoded() == value, sourceLocation: sourceLocation)
    #expect(try JSONValue(parsing: encoded.serialized()).decoded() == value, sourceLocation: sourceLocation)
  }

  @Test func codesScalarsAtTheTop() throws {
    try check(true, true)
    try check("a\0é", "a\0é")
    try check(0.97, 0.97)
    try check(Int?.none, nil)
    try check(Int?.some(1), 1)
    try check(Bare(value: -3), -3)
  }

  @Test func codesIntegersOfEveryWidthExactly() throws {
    try check([Int8.min, .max], [-128, 127])
    try check([Int16.min, .max], [-32768, 32767])
    try check([Int32.min, .max], [-2_147_483_648, 2_147_483_647])
    try check([Int64.min, .max], [.integer(.min), .integer(.max)])
    try check([Int.min, .max], [.integer(.min), .integer(.max)])
    try check([UInt8.max], [255])
    try check([UInt16.max], [65535])
    try check([UInt32.max], [4_294_967_295])
    try check([UInt64.max, 1 << 63, 1], [.unsigned(.max), .unsigned(1 << 63), 1])
    try check([UInt.max], [.unsigned(.max)])
  }

  @Test func codesFloatsInTheirShortestForm() throws {
    try check([Float(0.1), 0.97, 1, .greatestFiniteMagnitude], [0.1, 0.97, 1.0, 3.4028235e38])
    var sample = SeededGenerator(seed: 3)
    for _ in 0..<10_000 {
      let float = Float(bitPattern: UInt32(truncatingIfNeeded: sample.next()))
      if float.isFinite { #expect(try JSONValue(encoding: float).decoded(as: Float.self) == float) }
    }
  }

  @Test func codesStructsEnumsCollectionsAndOptionals() throws {
    try check(
      Document(
        title: "t", note: nil, pages: [.init(number: 1), .init(number: 2)], kind: .review, extra: ["k": [1, nil]]),
      ["title": "t", "pages": [["number": 1], ["number": 2]], "kind": "review", "extra": ["k": [1, nil]]])
    try check(
      Document(title: "", note: "n", pages: [], kind: .other, extra: nil),
      ["title": "", "note": "n", "pages": [], "kind": "other"])
    try check([Shape.circle(radius: 1.5), .empty], [["circle": ["radius": 1.5]], ["empty": [:]]])
    try check(["a": 1, "\u{E9}": 2], ["a": 1, "\u{E9}": 2])
    try check([1: "a", -2: "b"], ["1": "a", "-2": "b"])
    try check([[Int]](), [])
    try check([[1, nil], [], nil] as [[Int?]?], [[1, nil], [], nil])
    try check(Empty(), [:])
  }

  @Test func codesNestedContainersAndSuperclasses() throws {
    try check(Grid(cells: [[1, 2], [3]], name: "g"), ["inner": ["cells": [[1, 2], [3]], "name": "g"]])
    try check(Child(name: "n", age: 7), ["age": 7, "super": ["name": "n"]])
  }

  @Test(arguments: [
    ("[300]", "[0]: 300 is out of the range of Int8"),
    ("[1.5]", "[0]: 1.5 is not an integer"),
    ("[1,\"2\"]", "[1]: expected an integer, found a string"),
    ("[null]", "[0]: expected an integer, found null"),
    ("{}", "expected an array, found an object"),
    ("[1e300]", "[0]: 1e+300 is out of the range of Int8"),
  ])
  func errorsNameTheElement(json: String, message: String) throws {
    try checkError([Int8].self, json, message)
  }

  @Test func errorsNameThePathAndTheReason() throws {
    try checkError(Document.self, #"{"title":1}"#, "title: expected a string, found a number")
    try checkError(Document.self, #"{}"#, #"the object has no key "title""#)
    try checkError(
      Document.self, #"{"title":"","pages":[{"number":1},{"number":true}]}"#,
      "pages[1].number: expected an integer, found a boolean")
    try checkError(UInt64.self, "-1", "-1 is out of the range of UInt64")
    try checkError(UInt64.self, "18446744073709551616", "1.8446744073709552e+19 is out of the range of UInt64")
    try checkError(Int64.self, "9223372036854775808", "9223372036854775808 is out of the range of Int64")
    try checkError(Int64.self, "9223372036854775808.0", "9.223372036854776e+18 is out of the range of Int64")
    try checkError(Float.self, "1e300", "1e+300 is too large for Float")
    try checkError(Bool.self, "1", "expected a boolean, found a number")
    try checkError(String.self, "null", "expected a string, found null")
    try checkError(Pair.self, "[1]", "[1]: the array has only 1 elements")
  }

  @Test func decodesWholeDoublesAsIntegersAndIntegersAsDoubles() throws {
    #expect(try JSONValue(3.0).decoded(as: Int8.self) == 3)
    #expect(try JSONValue(-0.0).decoded(as: UInt.self) == 0)
    #expect(try JSONValue(3).decoded(as: Double.self) == 3)
    #expect(try JSONValue.unsigned(.max).decoded(as: Double.self) == 0x1p64)
    #expect(try JSONValue(3).decoded(as: Float.self) == 3)
  }

  private func checkError<T: Decodable>(
    _ type: T.Type, _ json: String, _ message: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let value = try JSONValue(parsing: json)
    let error = #expect(throws: DecodingError.self, sourceLocation: sourceLocation) { try value.decoded(as: type) }
    #expect(error?.message == message, sourceLocation: sourceLocation)
  }
}

private struct Bare: Codable, Equatable {
  var value: Int

  init(value: Int) { self.value = value }
  init(from decoder: any Decoder) throws { value = try decoder.singleValueContainer().decode(Int.self) }
  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(value)
  }
}

private struct Document: Codable, Equatable {
  struct Page: Codable, Equatable { var number: Int }
  enum Kind: String, Codable { case review, other }

  var title: String
  var note: String?
  var pages: [Page]
  var kind: Kind
  var extra: JSONValue?

  init(title: String, note: String?, pages: [Page], kind: Kind, extra: JSONValue?) {
    (self.title, self.note, self.pages, self.kind, self.extra) = (title, note, pages, kind, extra)
  }
}

private enum Shape: Codable, Equatable {
  case circle(radius: Double)
  case empty
}

private struct Empty: Codable, Equatable {}

private struct Pair: Decodable {
  init(from decoder: any Decoder) throws {
    var container = try decoder.unkeyedContainer()
    _ = try (container.decode(Int.self), container.decode(Int.self))
  }
}

/// Uses nested containers of both kinds.
private struct Grid: Codable, Equatable {
  enum Outer: CodingKey { case inner }
  enum Inner: CodingKey { case cells, name }

  var cells: [[Int]]
  var name: String

  init(cells: [[Int]], name: String) { (self.cells, self.name) = (cells, name) }

  init(from decoder: any Decoder) throws {
    let inner = try decoder.container(keyedBy: Outer.self).nestedContainer(keyedBy: Inner.self, forKey: .inner)
    var rows = try inner.nestedUnkeyedContainer(forKey: .cells)
    cells = []
    while !rows.isAtEnd {
      var row = try rows.nestedUnkeyedContainer()
      var numbers: [Int] = []
      while !row.isAtEnd { numbers.append(try row.decode(Int.self)) }
      cells.append(numbers)
    }
    name = try inner.decode(String.self, forKey: .name)
  }

  func encode(to encoder: any Encoder) throws {
    var outer = encoder.container(keyedBy: Outer.self)
    var inner = outer.nestedContainer(keyedBy: Inner.self, forKey: .inner)
    var rows = inner.nestedUnkeyedContainer(forKey: .cells)
    for numbers in cells {
      var row = rows.nestedUnkeyedContainer()
      for number in numbers { try row.encode(number) }
    }
    try inner.encode(name, forKey: .name)
  }
}

private class Parent: Codable {
  enum Keys: CodingKey { case name }

  let name: String

  init(name: String) { self.name = name }
  required init(from decoder: any Decoder) throws {
    name = try decoder.container(keyedBy: Keys.self).decode(String.self, forKey: .name)
  }
  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Keys.self)
    try container.encode(name, forKey: .name)
  }
}

private final class Child: Parent, Equatable {
  enum ChildKeys: CodingKey { case age }

  let age: Int

  init(name: String, age: Int) {
    self.age = age
    super.init(name: name)
  }
  required init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: ChildKeys.self)
    age = try container.decode(Int.self, forKey: .age)
    try super.init(from: container.superDecoder())
  }
  override func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: ChildKeys.self)
    try container.encode(age, forKey: .age)
    try super.encode(to: container.superEncoder())
  }
  static func == (left: Child, right: Child) -> Bool { left.name == right.name && left.age == right.age }
}
