import CLibpq

/// Owns one `PGresult`.
final class ResultHandle {
  let pointer: OpaquePointer

  init(_ pointer: OpaquePointer) {
    self.pointer = pointer
  }

  deinit {
    PQclear(pointer)
  }

  var status: ExecStatusType { PQresultStatus(pointer) }

  func field(_ code: Character) -> String? {
    PQresultErrorField(pointer, Int32(code.asciiValue!)).map { String(cString: $0) }
  }

  /// The error this result carries, if it does.
  func error(sql: String?) -> PostgresError? {
    switch status {
    case PGRES_FATAL_ERROR, PGRES_BAD_RESPONSE, PGRES_NONFATAL_ERROR, PGRES_PIPELINE_ABORTED:
      // 'C', 'M', 'D', 'n': PG_DIAG_SQLSTATE, _MESSAGE_PRIMARY, _MESSAGE_DETAIL, _CONSTRAINT_NAME.
      let code = field("C").map { PostgresError.Code(rawValue: $0) } ?? .connectionFailure
      let text = String(cString: PQresultErrorMessage(pointer))
      return PostgresError(
        code, field("M") ?? (text.isEmpty ? "the connection was lost" : text), constraint: field("n"),
        detail: field("D"), sql: sql)
    default:
      return nil
    }
  }
}
