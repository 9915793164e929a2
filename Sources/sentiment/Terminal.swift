import Files
import Foundation

/// The terminal, if any, behind standard error or another file descriptor.
struct Terminal {
  /// Whether a line can be overwritten.
  let rewrites: Bool
  /// Whether colours are supported and not turned off (no-color.org).
  let hasColours: Bool
  private let descriptor: Int32

  init(of descriptor: Int32 = 2) {
    self.descriptor = descriptor
    let environment = ProcessInfo.processInfo.environment
    rewrites = isatty(descriptor) == 1 && environment["TERM"] != "dumb"
    hasColours = rewrites && environment["NO_COLOR", default: ""].isEmpty
  }

  /// The current width; 80 if unknown.
  var columns: Int {
    var size = winsize()
    guard unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }

  /// Overwrites the last line, if the terminal can.
  func rewrite(_ line: String) { if rewrites { write(Array(("\r\u{1B}[K" + line.visible).utf8), toError: true) } }

  /// Shows a progress count, and removes it at the end.
  func showProgress(_ count: Int, of total: Int, _ unit: String) {
    rewrite(count < total ? "\(count) of \(total) \(unit)" : "")
  }

  /// Writes a line, dimmed if colours are on.
  func writeDimmed(_ line: String) {
    guard hasColours else { return writeLine(line, toError: true) }
    write(Array("\u{1B}[2m\(line.visible)\u{1B}[0m\n".utf8), toError: true)
  }
}
