import Foundation

/// Lets a random time pass, so that what follows falls on any moment of what another process does.
///
/// Nothing is waited for by it: what a test says holds whatever the moment. To wait for something there is `eventually`.
package func randomMoment(
  _ milliseconds: ClosedRange<Int>, using generator: inout some RandomNumberGenerator
) async throws {
  try await Task.sleep(for: .milliseconds(Int.random(in: milliseconds, using: &generator)))
}

/// Keeps its thread from doing anything for a while: a client that is slow between two messages.
package func beSilent(seconds: Double) {
  Thread.sleep(forTimeInterval: seconds)
}
