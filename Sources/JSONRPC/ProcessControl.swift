import Dispatch

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Signals and the exit of the process.
public enum ProcessControl {
  /// Makes writing to a closed pipe an error instead of ending the process.
  public static func ignoreBrokenPipes() {
    signal(SIGPIPE, SIG_IGN)
  }

  /// Calls `act` on SIGTERM instead of ending the process.
  public static func onTermination(_ act: @escaping @Sendable () -> Void) {
    signal(SIGTERM, SIG_IGN)
    let source = DispatchSource.makeSignalSource(signal: SIGTERM, queue: .global())
    // The source references itself, so that it lives as long as the process.
    source.setEventHandler { withExtendedLifetime(source, act) }
    source.activate()
  }

  /// Whether a process with this id exists; true if that is unknown.
  public static func isRunning(_ id: Int32) -> Bool {
    kill(id, 0) == 0 || errno != ESRCH
  }

  /// Ends the process at once, without waiting for threads that are blocked in a read.
  public static func exit(_ code: Int32) -> Never { _exit(code) }
}
