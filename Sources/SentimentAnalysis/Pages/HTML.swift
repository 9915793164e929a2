/// Markup in which every text is escaped: it is made of elements and texts only, whatever a file or a model holds.
package struct HTML {
  /// As a browser reads it.
  package let source: String

  private init(source: String) { self.source = source }

  /// Text, whose characters mean themselves.
  package static func text(_ text: String) -> HTML { HTML(source: escaped(text)) }

  /// An element of a name that is ours.
  package static func element(
    _ name: StaticString, _ attributes: KeyValuePairs<StaticString, String> = [:], _ children: HTML...
  ) -> HTML {
    element(name, attributes, children)
  }

  /// The same around several.
  package static func element(
    _ name: StaticString, _ attributes: KeyValuePairs<StaticString, String> = [:], _ children: [HTML]
  ) -> HTML {
    HTML(source: void(name, attributes).source + children.map(\.source).joined() + "</\(name)>")
  }

  /// An element that can hold nothing.
  package static func void(_ name: StaticString, _ attributes: KeyValuePairs<StaticString, String>) -> HTML {
    HTML(source: "<\(name)" + attributes.map { " \($0.key)=\"\(escaped($0.value))\"" }.joined() + ">")
  }

  /// What every page of ours has in its head, whatever the version.
  package static let generatorMark = "<meta name=\"generator\" content=\"sentiment-lsp "

  /// A whole page that holds all it needs.
  package static func page(_ title: String, _ body: HTML...) -> String {
    let head = HTML.element(
      "head", [:], .void("meta", ["charset": "utf-8"]),
      .void("meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"]),
      .void("meta", ["name": "generator", "content": "sentiment-lsp \(version)"]),
      .void("meta", ["name": "color-scheme", "content": "light dark"]),
      // An empty icon, or the browser asks for one.
      .void("link", ["rel": "icon", "href": "data:,"]), .element("title", [:], .text(shortened(title, 200))),
      HTML(source: "<style>\(pageStyle)</style>"))
    return "<!DOCTYPE html>\n" + HTML.element("html", ["lang": "en"], head, .element("body", [:], body)).source + "\n"
  }

  /// What HTML cannot hold (controls, noncharacters) becomes U+FFFD.
  private static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      case "\n", "\t": result.unicodeScalars.append(scalar)
      case "\r": result += " "
      default:
        let isAllowed = scalar.properties.generalCategory != .control && !scalar.properties.isNoncharacterCodePoint
        result.unicodeScalars.append(isAllowed ? scalar : "\u{FFFD}")
      }
    }
    return result
  }
}

extension HTML {
  /// A table under its caption: a header row, and rows whose first cell names them.
  ///
  /// - Parameter words: the columns that do not hold numbers.
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
    // What is wider than the page scrolls, also by keys.
    return .element(
      "div", ["class": "scroll", "tabindex": "0", "role": "region", "aria-label": caption],
      .element(
        "table", [:], .element("caption", [:], .text(caption)), .element("thead", [:], .element("tr", [:], head)),
        .element("tbody", [:], body)))
  }
}

/// At most so many characters, the last an ellipsis where there were more. Characters of very many scalars count as what
/// they are, so that what is left is short in bytes, too.
package func shortened(_ text: String, _ limit: Int) -> String {
  let scalars = text.unicodeScalars
  return scalars.count <= limit ? text : String(String.UnicodeScalarView(scalars.prefix(limit - 1))) + "…"
}
