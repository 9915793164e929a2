import CKernels
import Foundation
import SystemPackage

/// The memory of this process.
public enum ProcessMemory {
  /// The resident memory in bytes; nil if the system does not report it.
  public static var resident: Int? {
    let bytes: [UInt8]
    do { bytes = try InputFile.bytes(of: "/proc/self/statm", atMost: 1 << 12) } catch { return nil }
    let fields = String(decoding: bytes, as: UTF8.self).split(separator: " ")
    guard fields.count > 1, let pages = Int(fields[1]) else { return nil }
    return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
  }

  /// Sets up the allocator for passes of a model. A main function calls it before it starts a thread.
  ///
  /// A pass needs the same tens of megabytes as the one before it. By default, glibc returns them to the system in between,
  /// page by page, and above all those of a thread with a heap of its own; a tenth of the next pass goes into fetching them.
  public static func prepareForPasses() {
    kernel_share_one_heap()
    keepFreed(upTo: 160 << 20)
  }

  /// Runs a program on a thread with a stack of 8 MB, whatever `ulimit -s` says. All its threads get such stacks.
  public static func runOnLargeStack(_ program: @convention(c) () -> Void) { kernel_run_on_stack(8 << 20, program) }

  /// Keeps up to two gigabytes of freed memory: a training needs the same memory for each update.
  public static func prepareForTraining() { keepFreed(upTo: .max) }

  private static func keepFreed(upTo spare: Int32) { kernel_keep_freed_memory(32 << 20, spare) }

  /// Returns freed memory to the system if the allocator supports that.
  ///
  /// Parsing a large text allocates very many small blocks, which the allocator would otherwise keep.
  public static func returnFreed() {
    kernel_return_freed_memory()
  }
}
