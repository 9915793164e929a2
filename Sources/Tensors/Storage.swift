import CKernels
import Foundation

/// Memory for floats, aligned for the widest vector registers.
@safe final class Storage: @unchecked Sendable {
  private static let alignment = 64
  let base: UnsafeMutablePointer<Float>
  let count: Int
  private let allocation: UnsafeMutableRawPointer

  /// - Parameter zeroed: false leaves the memory uninitialised. Either way, the system provides the pages of a large piece only
  ///   when they are first touched, so untouched pages cost nothing.
  init(count: Int, zeroed: Bool) {
    self.count = count
    let size = count * MemoryLayout<Float>.stride + Self.alignment
    guard let memory = unsafe zeroed ? calloc(size, 1) : malloc(size) else {
      preconditionFailure("no memory for \(count) floats")
    }
    unsafe allocation = memory
    unsafe base = memory.alignedUp(toMultipleOf: Self.alignment).bindMemory(to: Float.self, capacity: count)
  }

  deinit { unsafe free(allocation) }

  /// Asks the system for pages of megabytes: reading all of the storage in each pass then takes fewer address lookups.
  func preferLargePages() { unsafe kernel_prefer_large_pages(allocation, count * MemoryLayout<Float>.stride) }

  /// Whether this much memory is available. Untouched memory costs nothing to allocate.
  static func isFree(count: Int) -> Bool {
    let (size, overflow) = count.multipliedReportingOverflow(by: MemoryLayout<Float>.stride)
    // Not malloc: the compiler removes allocations that are only freed.
    guard !overflow, size > 0 else { return !overflow }
    let memory = unsafe mmap(nil, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANON, -1, 0)
    guard unsafe memory != MAP_FAILED else { return false }
    unsafe munmap(memory, size)
    return true
  }
}
