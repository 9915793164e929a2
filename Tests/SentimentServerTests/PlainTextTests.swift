import Files
import Foundation
import JSON
import JSONRPC
import Reviews
import SentimentAnalysis
import TestSupport
import Testing

@testable import SentimentServer

struct PlainTextTests {
  @Test(arguments: [
    ("[Download](command:workbench.action.x)", "[Download] (command:workbench.action.x)"),
    ("![x](https://a.b)", "! [x] (https:/ /a.b)"), ("[a][b] [a]: c", "[a] [b] [a] : c"),
    ("<img src=x> <https://a>", "‹img src=x› ‹https:/ /a›"), ("`code` **bold** $(flame)", "ˋcodeˋ ∗∗bold∗∗ $ (flame)"),
    ("a\u{1B}[31m\r\nb\u{7}\u{9B}c", #"a\u{1b}[31m\u{d}\u{a}b\u{7}\u{9b}c"#),
    ("a\u{202E}b\u{2066}c\u{2028}d", #"a\u{202e}b\u{2066}c\u{2028}d"#),
    ("/home/me/a_b (1) [2].csv: 5% {x}", "/home/me/a_b (1) [2].csv: 5% {x}"), ("好 é 😀", "好 é 😀"),
    ("file:///a/b is large", "file:///a/b is large"), ("[x](file:///a)", "[x] (file:///a)"), ("", ""),
  ])
  func nothingIsMarkupOrMovesTheCursor(text: String, shown: String) { #expect(plainText(text) == shown) }

  /// A path is pasted as it is, or not at all.
  @Test(arguments: [
    ("/w/a b", "'/w/a b'"), ("/w/it's", #"'/w/it'\''s'"#), ("/w/a`;touch x;`b", "FILE"), ("/w/[a](b)", "FILE"),
    ("/w/a*", "FILE"), ("/w/a\n; x", "FILE"), ("/w/" + String(repeating: "x", count: 2000), "FILE"),
  ])
  func aCommandNamesAPathAsItIsOrNotAtAll(path: String, word: String) {
    #expect(shellWord(FilePath(path), or: "FILE") == word)
  }

  @Test func shortensLongTexts() {
    let shown = plainText(String(repeating: "é", count: 100_000))
    #expect(shown.unicodeScalars.count == 1501 && shown.hasSuffix("…"))
  }

  private static let foreign = "[Download](command:x)\u{1B}\n<b>\u{202E}`"

  /// Whether a text contains markup or control characters.
  private func isPlain(_ text: String) -> Bool {
    !text.contains("](") && !text.unicodeScalars.contains { $0.escape != nil || ["<", ">", "`"].contains($0) }
  }

  /// A model's name, an unknown key, a value, and a folder's name, from the editor and from a file.
  @Test(
    arguments: [
      ["model": .string(foreign)], [foreign: 1], ["split": .string(foreign)],
      ["severity": ["negative": .string(foreign)]],
      ["files": [foreign: ["x": 1]]],
    ] as [JSONValue])
  func whatSettingsSayIsShownPlainly(settings: JSONValue) throws {
    let client = TestClient(TestModel()) { key in
      throw LoadingFailure(reason: "There is no model \(key.name ?? "?").")
    }
    try client.initialize(["initializationOptions": ["sentiment": settings], "capabilities": [:]])
    var messages = [try client.notification("window/showMessage")["message"]?.stringValue ?? ""]
    if settings["model"] == nil {
      messages.append(try client.notification("window/showMessage")["message"]?.stringValue ?? "")
    }
    #expect(messages.allSatisfy(isPlain), "\(messages)")
    if settings["model"] != nil {
      #expect(messages.contains { $0.contains("[Download] (command:x)") })
      client.open("a", "This is terrible.")
      _ = try client.diagnostics()
      let hover = try client.response(to: client.hover("a", line: 0, character: 2)).get()["contents"]?["value"]?
        .stringValue
      #expect(hover?.unicodeScalars.contains { $0.escape != nil } == false)
      guard case .failure(let error) = try client.response(to: client.request("sentiment/classify", ["texts": ["x"]]))
      else { return #expect(Bool(false)) }
      #expect(isPlain(error.message), "\(error.message)")
    }
    try client.finish()
  }

  @Test func showsFolderNamesAsPlainText() throws {
    let outer = try TemporaryFolder()
    let folder = outer.appending(path: "[Download](command:x)\u{1B}")
    try put(#"{"debounce": true}"#, at: folder.path + "/.sentiment.json")
    let client = TestClient(TestModel())
    try client.initialize()
    client.open(folder.appending(path: "a.txt").absoluteString, "An awful film.")
    let message = try client.notification("window/showMessage")["message"]?.stringValue ?? ""
    #expect(isPlain(message) && message.contains("debounce"), "\(message)")
    _ = try client.diagnostics()
    let uri = JSONValue.string(folder.appending(path: "a.txt").absoluteString)
    for label in ["negative", "[x](command:y)"] {
      _ = try client.result(
        "workspace/executeCommand", ["command": "sentiment.mark", "arguments": [uri, "Text.", .string(label)]])
      let shown = try client.notification("window/showMessage")["message"]?.stringValue ?? ""
      #expect(isPlain(shown) && shown.hasPrefix("Marked as"), "\(shown)")
    }
    try client.finish()
  }
}
