/// Markup in which every text is escaped: it is made of elements and texts only, whatever a file or a model holds.
struct HTML {
  /// As a browser reads it.
  let source: String

  private init(source: String) { self.source = source }

  /// Text, whose characters mean themselves.
  static func text(_ text: String) -> HTML { HTML(source: escaped(text)) }

  /// An element of a name that is ours.
  static func element(
    _ name: StaticString, _ attributes: KeyValuePairs<StaticString, String> = [:], _ children: HTML...
  )
    -> HTML
  {
    element(name, attributes, children)
  }

  /// The same around several.
  static func element(
    _ name: StaticString, _ attributes: KeyValuePairs<StaticString, String> = [:], _ children: [HTML]
  ) -> HTML {
    let list = attributes.map { " \($0.key)=\"\(escaped($0.value))\"" }.joined()
    return HTML(source: "<\(name)\(list)>\(children.map(\.source).joined())</\(name)>")
  }

  /// An element that can hold nothing.
  static func void(_ name: StaticString, _ attributes: KeyValuePairs<StaticString, String>) -> HTML {
    HTML(source: "<\(name)" + attributes.map { " \($0.key)=\"\(escaped($0.value))\"" }.joined() + ">")
  }

  /// A style sheet that is ours.
  static func style(_ sheet: StaticString) -> HTML { HTML(source: "<style>\(sheet)</style>") }

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
  static func table(_ caption: String, _ header: [String], _ rows: [[HTML]], words: Set<Int> = [0]) -> HTML {
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
func shortened(_ text: String, _ limit: Int) -> String {
  let scalars = text.unicodeScalars
  return scalars.count <= limit ? text : String(String.UnicodeScalarView(scalars.prefix(limit - 1))) + "…"
}
