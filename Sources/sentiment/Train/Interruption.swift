import Foundation
import Synchronization

/// SIGINT and SIGTERM, taken as a request to come to an end. A second one ends the program at once.
enum Interruption {
  private static let caught = Atomic<Int32>(0)

  /// The signal that came; 0 before.
  static var signal: Int32 { caught.load(ordering: .relaxed) }

  /// Catches both from now on.
  static func begin() {
    _ = signal  // the constant must be there before the handler runs
    var both = sigset_t()
    unsafe sigemptyset(&both)
    for number in [SIGINT, SIGTERM] {
      unsafe sigaddset(&both, number)
      Foundation.signal(number) { number in
        Interruption.caught.store(number, ordering: .relaxed)
        Foundation.signal(number, SIG_DFL)
      }
    }
    // Whoever started the program may have blocked them in passing, as Foundation's `Process` does.
    unsafe pthread_sigmask(SIG_UNBLOCK, &both, nil)
  }

  /// From now on either ends the program at once.
  static func end() { for number in [SIGINT, SIGTERM] { Foundation.signal(number, SIG_DFL) } }
}
