import Foundation

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// Asks the API.
package struct Client: Sendable {
  package let base: String
  package var token: String?

  package init(port: Int, token: String? = nil) {
    base = "http://127.0.0.1:\(port)"
    self.token = token
  }

  package struct Answer: @unchecked Sendable {
    // Plain values of JSONSerialization, never changed.
    package let status: Int
    package let headers: [String: String]
    package let body: [String: Any]
    package let text: String
    /// What a problem says.
    package var detail: String { body["detail"] as? String ?? "" }
  }

  package func get(
    _ path: String, method: String = "GET", body: String? = nil, bytes: Data? = nil, headers: [String: String] = [:]
  ) async throws -> Answer {
    var request = URLRequest(url: URL(string: base + path)!, timeoutInterval: 60)
    request.httpMethod = method
    if let token { request.setValue("Bearer \(token)", forHTTPHeaderField: "Authorization") }
    for (name, value) in headers { request.setValue(value, forHTTPHeaderField: name) }
    request.httpBody = bytes ?? body.map { Data($0.utf8) }
    let (data, response) = try await URLSession.shared.data(for: request)
    let http = response as! HTTPURLResponse
    return Answer(
      status: http.statusCode,
      headers: Dictionary(
        uniqueKeysWithValues: http.allHeaderFields.map { ("\($0.key)".lowercased(), "\($0.value)") }),
      body: (try? JSONSerialization.jsonObject(with: data) as? [String: Any]) ?? [:],
      text: String(decoding: data, as: UTF8.self))
  }
}

/// Waits until something holds.
///
/// Time alone is no measure: where all threads are taken by others, a whole minute passes between two looks. So it gives up when the
/// time is over and it has looked often.
///
/// - Returns: whether it held at any of the looks.
package func eventually(
  within seconds: Double = 60, every milliseconds: Int = 20, _ condition: () async throws -> Bool
) async throws -> Bool {
  let deadline = ContinuousClock.now + .seconds(seconds)
  var looks = 0
  repeat {
    if try await condition() { return true }
    try await Task.sleep(for: .milliseconds(milliseconds))
    looks += 1
  } while ContinuousClock.now < deadline || looks < 100
  return try await condition()
}
