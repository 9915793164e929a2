import Foundation
import SentimentAnalysis

/// A chart as inline SVG, which a browser draws without a script.
struct Chart {
  /// An axis of the chart.
  struct Axis {
    var title: String
    var range: ClosedRange<Double>
    /// The positions and texts of the grid lines; the texts are ours or short.
    var ticks: [(value: Double, text: String)]
  }

  /// A drawn shape; `series` selects the colour and the dashes.
  enum Mark {
    case line([(x: Double, y: Double)], series: Int)
    case dots([(x: Double, y: Double)], series: Int)
    /// The `tip` is shown on hovering.
    case bar(x: ClosedRange<Double>, y: ClosedRange<Double>, series: Int, tip: String)
    /// The line of ideal values.
    case reference(from: (x: Double, y: Double), to: (x: Double, y: Double))
  }

  var title: String
  /// The content of the chart for screen readers.
  var description: String
  var x: Axis
  var y: Axis
  var marks: [Mark]
  /// The names of the series by number; empty for a single series.
  var legend: [String] = []

  private static let (width, height) = (560.0, 320.0)
  private static let (left, right, top, bottom) = (62.0, 532.0, 34.0, 268.0)

  var html: HTML {
    var parts = y.ticks.flatMap { tick in
      [
        line(from: (Self.left, py(tick.value)), to: (Self.right, py(tick.value)), "grid"),
        label(tick.text, Self.left - 8, py(tick.value) + 4, "end"),
      ]
    }
    parts += x.ticks.map { label($0.text, px($0.value), Self.bottom + 18, "middle") }
    parts += marks.flatMap(drawn)
    parts.append(line(from: (Self.left, Self.bottom), to: (Self.right, Self.bottom), "axis"))
    parts.append(label(x.title, (Self.left + Self.right) / 2, Self.height - 12, "middle"))
    parts.append(label(y.title, 8, 16, "start"))
    let names = legend.enumerated().map { series, name in
      HTML.element("li", ["class": "s\(series)"], .text(name))
    }
    return .element(
      "figure", [:], .element("figcaption", [:], .text(title)), .element("ul", [:], names),
      .element(
        "svg",
        [
          "viewBox": "0 0 \(Int(Self.width)) \(Int(Self.height))", "role": "img",
          "aria-label": "\(title). \(description)",
        ], parts))
  }

  private func drawn(_ mark: Mark) -> [HTML] {
    func finite(_ points: [(x: Double, y: Double)]) -> [(x: Double, y: Double)] {
      points.filter { $0.x.isFinite && $0.y.isFinite }
    }
    switch mark {
    case .line(let points, let series):
      let points = finite(points)
      let path = points.map { "\(number(px($0.x))),\(number(py($0.y)))" }.joined(separator: " ")
      let line = HTML.element("polyline", ["class": "line s\(series)", "points": path])
      return points.count > 40 ? [line] : [line] + drawn(.dots(points, series: series))
    case .dots(let points, let series):
      return finite(points).map { point in
        .element(
          "circle", ["class": "fill s\(series)", "cx": number(px(point.x)), "cy": number(py(point.y)), "r": "3"])
      }
    case .bar(let x, let y, let series, let tip):
      let (left, right) = (px(x.lowerBound) + 1, px(x.upperBound) - 1)
      let (top, bottom) = (py(y.upperBound), py(y.lowerBound))
      guard bottom > top else { return [] }
      return [
        .element(
          "rect",
          [
            "class": "fill s\(series)", "x": number(left), "y": number(top), "width": number(max(1, right - left)),
            "height": number(bottom - top),
          ], .element("title", [:], .text(tip)))
      ]
    case .reference(let from, let to):
      return [line(from: (px(from.x), py(from.y)), to: (px(to.x), py(to.y)), "reference")]
    }
  }

  private func line(from: (x: Double, y: Double), to: (x: Double, y: Double), _ kind: String) -> HTML {
    .element(
      "line", ["class": kind, "x1": number(from.x), "y1": number(from.y), "x2": number(to.x), "y2": number(to.y)])
  }

  private func label(_ text: String, _ x: Double, _ y: Double, _ anchor: String) -> HTML {
    .element("text", ["x": number(x), "y": number(y), "text-anchor": anchor], .text(text))
  }

  private func px(_ value: Double) -> Double { Self.left + share(value, x.range) * (Self.right - Self.left) }
  private func py(_ value: Double) -> Double { Self.bottom - share(value, y.range) * (Self.bottom - Self.top) }

  private func share(_ value: Double, _ range: ClosedRange<Double>) -> Double {
    let width = range.upperBound - range.lowerBound
    return width > 0 ? min(max((value - range.lowerBound) / width, 0), 1) : 0
  }

  private func number(_ value: Double) -> String { String(format: "%.1f", value) }
}

extension Chart.Axis {
  /// A scale over values, with about five ticks at round numbers.
  init(_ title: String, over values: [Double], fromZero: Bool = false) {
    let values = values.filter(\.isFinite) + (fromZero ? [0] : [])
    let (low, high) = (values.min() ?? 0, values.max() ?? 1)
    let spread = high > low ? high - low : max(abs(high), 1)
    let magnitude = pow(10, floor(log10(spread / 5)))
    let step = [1, 2, 5, 10].map { $0 * magnitude }.first { spread / $0 <= 5.5 } ?? spread
    guard step.isFinite, step > 0, (low / step).magnitude < 1e9 else {
      self.init(title: title, range: 0...1, ticks: [])
      return
    }
    let first = floor(low / step)
    let last = max(first + 1, ceil(high / step))
    let ticks = stride(from: first, through: last, by: 1).map { $0 * step }
    self.init(
      title: title, range: first * step...last * step, ticks: ticks.map { ($0, String(format: "%g", $0)) })
  }

  /// Shares from `start` to 100 %.
  init(share title: String, from start: Double = 0) {
    let ticks = (0...5).map { start + (1 - start) * Double($0) / 5 }
    self.init(title: title, range: start...1, ticks: ticks.map { ($0, String(format: "%.0f %%", 100 * $0)) })
  }
}
