import Foundation
import JSON
import TestSupport
import Testing

struct HostileTextTests {
  @Test func rejectsEveryPrefixOfADocument() throws {
    let document: JSONValue = [
      "a\0é": [1, -2.5e10, .unsigned(.max), nil, true, false], "😀\u{2028}": ["\\\"\n": "x\0"],
      "c": [[], [:], ["": ""]],
    ]
    for text in [document.serialized(), document.serialized(pretty: true), #"["\ud83d\ude00\u0000",{"\u0000":-0}]"#] {
      let bytes = Array(text.utf8)
      _ = try JSONValue(parsing: bytes)
      for length in bytes.indices {
        #expect(throws: JSONError.self, "\(length) bytes of \(text)") { try JSONValue(parsing: bytes[..<length]) }
      }
    }
  }

  @Test func survivesRandomChangesOfBytes() {
    var sample = SeededGenerator(seed: 2)
    let significant =
      Array("\"\\{}[]:,-+.eE019u\0\n /*'tfn".utf8) + [0xC0, 0x80, 0xED, 0xA0, 0xF4, 0xFF, 0xEF, 0xBB, 0xBF]
    for _ in 0..<20_000 {
      var bytes = Array(sample.value(depth: 3).serialized().utf8)
      for _ in 0..<Int.random(in: 1...4, using: &sample) {
        let position = Int.random(in: 0..<bytes.count, using: &sample)
        let byte = significant.randomElement(using: &sample) ?? 0
        switch Int.random(in: 0..<3, using: &sample) {
        case 0: bytes[position] = byte
        case 1: bytes.insert(byte, at: position)
        default: if bytes.count > 1 { bytes.remove(at: position) }
        }
      }
      // An accepted text must survive a round trip; an error must have a position in the text.
      do {
        let value = try JSONValue(parsing: bytes)
        let reread = try JSONValue(parsing: value.serialized())
        #expect(reread == value)
      } catch {
        #expect(!error.reason.contains("json-c"), "\(error)")
        #expect(error.line >= 1 && error.column >= 1 && error.column <= bytes.count + 1)
      }
    }
  }

  @Test(arguments: [("[", "]"), (#"{"a":"#, "}"), (#"[{"a":1,"b":"#, "}]")])
  func supportsTheDeepestNestingOnASmallStack(opening: String, closing: String) throws {
    let depth = 512 / (opening.hasPrefix("[{") ? 2 : 1)
    let text = String(repeating: opening, count: depth) + "0" + String(repeating: closing, count: depth)
    try onSmallStack {
      let value = try JSONValue(parsing: text)
      #expect(value.serialized() == text)
      #expect(try JSONValue(parsing: value.serialized(pretty: true)) == value)
      #expect(Set([value]).contains(value))
      #expect(try JSONValue(encoding: value).decoded(as: JSONValue.self) == value)
    }
  }

  @Test func rejectsTypesThatNestTooDeeplyOnASmallStack() throws {
    try onSmallStack {
      let text = String(repeating: #"{"children":["#, count: 250) + String(repeating: "]}", count: 250)
      let value = try JSONValue(parsing: text)
      #expect(throws: DecodingError.self) { try value.decoded(as: Tree.self) }

      var tree = Tree(children: [])
      for _ in 0..<60 { tree = Tree(children: [tree]) }
      #expect(try JSONValue(encoding: tree).decoded(as: Tree.self) == tree)
      for _ in 0..<60 { tree = Tree(children: [tree]) }
      let deep = tree
      #expect(throws: EncodingError.self) { try JSONValue(encoding: deep) }
    }
  }

  @Test func takesTimeProportionalToTheText() throws {
    let count = 250_000
    let vocabulary = "{" + (0..<count).map { "\"k\($0)é\":\($0)" }.joined(separator: ",") + "}"
    let value = try JSONValue(parsing: vocabulary)
    #expect(value["k249999é"] == 249_999)
    #expect(value.objectValue?.count == count)

    let texts = [
      "\"" + String(repeating: #"\u0000"#, count: count) + "\"",
      "{\"" + String(repeating: #"\u0000"#, count: count) + "\":1}",
      "[" + String(repeating: "-0,", count: count) + "1]",
      "[" + String(repeating: "18446744073709551616,", count: count) + "1]",
      String(repeating: "9", count: count) + "e-\(count)",
      "[" + String(repeating: "{},", count: count) + "[]]",
    ]
    for text in texts { _ = try JSONValue(parsing: text) }
    #expect(throws: JSONError.self) { try JSONValue(parsing: String(repeating: "9", count: count)) }
    #expect(throws: JSONError.self) { try JSONValue(parsing: vocabulary.dropLast() + ",\"k0é\":1}") }
  }

  private struct Tree: Codable, Equatable {
    var children: [Tree]
  }

  /// Runs on a thread with the 512 KB that secondary threads have on macOS.
  private func onSmallStack(_ work: @escaping @Sendable () throws -> Void) throws {
    let result = Outcome()
    let thread = Thread {
      result.fill(Result(catching: work))
    }
    thread.stackSize = 512 << 10
    thread.start()
    try result.wait().get()
  }

  private final class Outcome: @unchecked Sendable {
    private let done = DispatchSemaphore(value: 0)
    private var result: Result<Void, any Error> = .success(())

    func fill(_ result: Result<Void, any Error>) {
      self.result = result
      done.signal()
    }

    func wait() -> Result<Void, any Error> {
      done.wait()
      return result
    }
  }
}
