#if canImport(Glibc)
  import Glibc
#endif

/// Converts text to UTF-8 by the system's iconv, piece by piece. Invalid sequences become U+FFFD.
final class TextConverter {
  /// The number of invalid sequences so far.
  private(set) var invalidCount = 0
  /// The line of the first invalid sequence, from 1.
  private(set) var invalidLine: Int?

  private let descriptor: ConverterDescriptor
  /// The size of a code unit: what is skipped of an invalid sequence.
  private let width: Int
  /// The beginning of a character that the next piece completes.
  private var rest: [UInt8] = []
  private var line = 1

  /// Nil if the system cannot convert the encoding.
  init?(from encoding: String) {
    guard let descriptor = ConverterDescriptor(from: encoding) else { return nil }
    self.descriptor = descriptor
    width = encoding.hasPrefix("UTF-16") ? 2 : encoding.hasPrefix("UTF-32") ? 4 : 1
  }

  /// The next piece in UTF-8.
  ///
  /// - Parameter isLast: whether the text ends here, so that an incomplete character is invalid.
  func convert(_ bytes: some Collection<UInt8>, isLast: Bool) -> [UInt8] {
    let input = rest + bytes
    var (output, start): ([UInt8], Int) = ([], 0)
    output.reserveCapacity(input.count * 3 / 2)
    while start < input.count {
      let (end, isCut) = descriptor.convert(input, from: start, into: &output)
      start = end
      if start == input.count || isCut && !isLast { break }
      addReplacement(to: &output)
      start = min(input.count, start + (isCut ? input.count : width))
    }
    rest = Array(input[start...])
    if isLast { descriptor.finish(into: &output) }
    if invalidLine == nil { line += output.count { $0 == 0x0A } }
    return output
  }

  private func addReplacement(to output: inout [UInt8]) {
    invalidCount += 1
    if invalidLine == nil { invalidLine = line + output.count { $0 == 0x0A } }
    output += [0xEF, 0xBF, 0xBD]
  }
}

/// An open conversion of iconv to UTF-8.
@safe
private final class ConverterDescriptor {
  #if canImport(Glibc)
    private let descriptor: iconv_t
    private var buffer = [UInt8](repeating: 0, count: 1 << 14)
  #endif

  init?(from encoding: String) {
    #if canImport(Glibc)
      unsafe descriptor = iconv_open("UTF-8", encoding)
      if unsafe descriptor == iconv_t(bitPattern: -1) { return nil }
    #else
      return nil
    #endif
  }

  deinit {
    #if canImport(Glibc)
      unsafe iconv_close(descriptor)
    #endif
  }

  /// Converts up to the first invalid or incomplete sequence.
  ///
  /// - Returns: the offset of the first byte that was not converted, and whether an incomplete sequence begins there.
  func convert(_ input: [UInt8], from start: Int, into output: inout [UInt8]) -> (end: Int, isCut: Bool) {
    #if canImport(Glibc)
      var left = input.count - start
      while true {
        var room = buffer.count
        let (result, error) = unsafe input.withUnsafeBytes { input in
          unsafe buffer.withUnsafeMutableBytes { buffer in
            // iconv only reads its input, although its signature does not say so.
            var from = unsafe UnsafeMutableRawPointer(mutating: input.baseAddress)?.assumingMemoryBound(to: CChar.self)
            unsafe from = from.map { unsafe $0 + (input.count - left) }
            var to = unsafe buffer.baseAddress?.assumingMemoryBound(to: CChar.self)
            let result = unsafe iconv(descriptor, &from, &left, &to, &room)
            return (result, errno)
          }
        }
        output += buffer[..<(buffer.count - room)]
        if result != -1 || left == 0 { return (input.count, false) }
        if error != E2BIG { return (input.count - left, error == EINVAL) }
      }
    #else
      return (start, false)
    #endif
  }

  /// Appends a character that iconv holds back, since a mark could follow it.
  func finish(into output: inout [UInt8]) {
    #if canImport(Glibc)
      var room = buffer.count
      unsafe buffer.withUnsafeMutableBytes { buffer in
        var to = unsafe buffer.baseAddress?.assumingMemoryBound(to: CChar.self)
        _ = unsafe iconv(descriptor, nil, nil, &to, &room)
      }
      output += buffer[..<(buffer.count - room)]
    #endif
  }
}
