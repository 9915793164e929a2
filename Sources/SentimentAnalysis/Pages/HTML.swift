import Files

/// HTML markup made of elements and texts. All texts are escaped, so that no file or model can inject markup.
package struct HTML {
  /// The markup.
  package let source: String

  private init(source: String) { self.source = source }

  /// An escaped text.
  package static func text(_ text: String) -> HTML { HTML(source: escaped(text)) }

  /// An element; its name is a literal of this program.
  package static func element(
    _ name: StaticString, _ attributes: KeyValuePairs<StaticString, String> = [:], _ children: HTML...
  ) -> HTML {
    element(name, attributes, children)
  }

  /// An element with an array of children.
  package static func element(
    _ name: StaticString, _ attributes: KeyValuePairs<StaticString, String> = [:], _ children: [HTML]
  ) -> HTML {
    HTML(source: void(name, attributes).source + children.map(\.source).joined() + "</\(name)>")
  }

  /// A void element, which has no children.
  package static func void(_ name: StaticString, _ attributes: KeyValuePairs<StaticString, String>) -> HTML {
    HTML(source: "<\(name)" + attributes.map { " \($0.key)=\"\(escaped($0.value))\"" }.joined() + ">")
  }

  /// The text by which pages of every version are recognized.
  package static let generatorMark = "<meta name=\"generator\" content=\"sentiment-lsp "

  /// A complete, self-contained page.
  package static func page(_ title: String, _ body: HTML...) -> String {
    let head = HTML.element(
      "head", [:], .void("meta", ["charset": "utf-8"]),
      .void("meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"]),
      .void("meta", ["name": "generator", "content": "sentiment-lsp \(version)"]),
      .void("meta", ["name": "color-scheme", "content": "light dark"]),
      // Without an icon, browsers request one.
      .void("link", ["rel": "icon", "href": "data:,"]), .element("title", [:], .text(shortened(title, 200))),
      HTML(source: "<style>\(pageStyle)</style>"))
    return "<!DOCTYPE html>\n" + HTML.element("html", ["lang": "en"], head, .element("body", [:], body)).source + "\n"
  }

  /// Escapes a text. Characters that move text are made visible; those that HTML forbids otherwise become U+FFFD.
  private static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      // No line of text of others begins a line of output, where GitHub would read it as a command.
      case "\n": result += "&#10;"
      case "\t": result.unicodeScalars.append(scalar)
      case "\r": result += " "
      default:
        if let escape = scalar.escape {
          result += escape
        } else {
          result.unicodeScalars.append(scalar.properties.isNoncharacterCodePoint ? "\u{FFFD}" : scalar)
        }
      }
    }
    return result.replacing("##[", with: "#&#35;[")
  }
}

extension HTML {
  /// A table with a caption and a header row. The first cell of each row is the row's header.
  ///
  /// - Parameter words: the indices of the columns that do not contain numbers.
  package static func table(_ caption: String, _ header: [String], _ rows: [[HTML]], words: Set<Int> = [0]) -> HTML {
    func kind(_ column: Int) -> String { words.contains(column) ? "word" : "number" }
    let head = header.enumerated().map { HTML.element("th", ["scope": "col", "class": kind($0)], .text($1)) }
    let body = rows.map { row in
      HTML.element(
        "tr", [:],
        row.enumerated().map { column, cell in
          column == 0
            ? .element("th", ["scope": "row", "class": kind(0)], cell)
            : .element("td", ["class": kind(column)], cell)
        })
    }
    // A table wider than the page scrolls, also with the keyboard.
    return .element(
      "div", ["class": "scroll", "tabindex": "0", "role": "region", "aria-label": caption],
      .element(
        "table", [:], .element("caption", [:], .text(caption)), .element("thead", [:], .element("tr", [:], head)),
        .element("tbody", [:], body)))
  }
}

/// A text of at most `limit` Unicode scalars; a longer text is cut and ends with an ellipsis. Scalars are counted, not
/// characters, because a character can have any number of scalars.
package func shortened(_ text: String, _ limit: Int) -> String {
  let scalars = text.unicodeScalars
  return scalars.count <= limit ? text : String(String.UnicodeScalarView(scalars.prefix(limit - 1))) + "…"
}
