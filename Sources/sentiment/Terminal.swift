import Foundation

/// What standard error, or another descriptor, is shown on.
struct Terminal {
  /// Whether a line can be written anew.
  let rewrites: Bool
  /// Whether colours can be had and are wanted (no-color.org).
  let hasColours: Bool
  private let descriptor: Int32

  init(of descriptor: Int32 = 2) {
    self.descriptor = descriptor
    let environment = ProcessInfo.processInfo.environment
    rewrites = isatty(descriptor) == 1 && environment["TERM"] != "dumb"
    hasColours = rewrites && environment["NO_COLOR", default: ""].isEmpty
  }

  /// How wide it is now, since windows change; 80 where it does not say.
  var columns: Int {
    var size = winsize()
    guard unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }

  /// Writes the last line anew, where that can be done.
  func rewrite(_ line: String) { if rewrites { writeText("\r\u{1B}[K" + line, toError: true) } }

  /// How far a work is, which is gone at the end.
  func showProgress(_ count: Int, of total: Int, _ things: String) {
    rewrite(count < total ? "\(count) of \(total) \(things)" : "")
  }

  /// Text that stands back, where colours can be had and are wanted.
  func dimmed(_ text: String) -> String { hasColours ? "\u{1B}[2m\(text)\u{1B}[0m" : text }
}
