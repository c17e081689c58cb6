import Answers
import Hummingbird
import Ledger

/// Input and output of an endpoint, and the way between. The documentation is made from the types, and the handler can
/// take and give nothing else.
package struct Handler: Sendable {
  /// A kind of content.
  package struct Media: Sendable {
    package let type: String
    /// `nil` for what is no JSON, or is described elsewhere.
    package var body: (any (Decodable & Sendable).Type)?

    static let csv = Media(type: "text/csv")
    static let lines = Media(type: "application/x-ndjson")
    static let workbook = Media(type: SpooledFile.workbook)
    static let events = Media(type: "text/event-stream")
    static let metrics = Media(type: "text/plain")
    /// A statement, whose schema is in Reports/.
    static let document = Media(type: "application/json")
  }

  /// `nil` where the body has to be empty.
  package let takes: (any (Decodable & Sendable).Type)?
  /// The first is what it answers unless told otherwise.
  package let answers: [Media]
  /// True if it reads the body by itself: a file of any size.
  var readsBody = false
  /// True if it answers rows of live totals as JSON: its answers are kept, and have a tag.
  package var isTagged = false
  var isStream: Bool { answers.first?.type == Media.events.type }
  /// Act of the use case that it carries out.
  package var act: Act?
  let run: @Sendable (Call) async throws -> Response

  init(
    takes: (any (Decodable & Sendable).Type)?, answers: [Media],
    run: @escaping @Sendable (Call) async throws -> Response
  ) {
    self.takes = takes
    self.answers = answers
    self.run = run
  }

  /// Asks the question that a call is, and answers JSON.
  static func ask<Asked: Question>(_ question: @escaping @Sendable (Call) async throws -> Asked) -> Handler {
    answer { call in try await question(call).answer(call) }
  }

  /// Asks the question that a call with a body of JSON is, and answers JSON.
  static func ask<Body: Decodable & Sendable, Asked: Question>(
    _ body: Body.Type, _ question: @escaping @Sendable (Call, Body) async throws -> Asked
  ) -> Handler {
    Handler(takes: Body.self, answers: [.json(Asked.Answer.self)]) { call in
      try JSON.response(try await question(call, try await call.body(Body.self)).answer(call))
    }
  }

  /// Carries out the use case that a call is, and answers JSON.
  static func carryOut<Case: UseCase>(_ useCase: @escaping @Sendable (Call) async throws -> Case) -> Handler {
    carryOut(takes: nil, useCase)
  }

  /// Carries out the use case that a call with a body of JSON is, and answers JSON.
  static func carryOut<Body: Decodable & Sendable, Case: UseCase>(
    _ body: Body.Type, _ useCase: @escaping @Sendable (Call, Body) async throws -> Case
  ) -> Handler {
    carryOut(takes: body) { call in try await useCase(call, try await call.body(Body.self)) }
  }

  /// Carries out the use case that a call is with a body of JSON, which is read as the file that it could also be.
  static func carryOut<Body: Decodable & Sendable, Case: UseCase>(
    textOf body: Body.Type, _ useCase: @escaping @Sendable (Call, String) async throws -> Case
  ) -> Handler {
    carryOut(takes: body) { call in try await useCase(call, try await call.text(of: body)) }
  }

  /// Carries out a use case, or proposes it if it takes two persons and nobody has proposed exactly this yet.
  private static func carryOut<Case: UseCase>(
    takes: (any (Decodable & Sendable).Type)?, _ useCase: @escaping @Sendable (Call) async throws -> Case
  ) -> Handler {
    var handler = Handler(takes: takes, answers: [.json(Case.Answer.self)]) { call in
      let useCase = try await useCase(call)
      if let proposal = try await call.proposal(useCase.words(call.today)) {
        return try JSON.response(proposal, status: .accepted)
      }
      return try JSON.response(try await useCase.answer(call))
    }
    handler.act = Case.act
    return handler
  }

  /// Answers JSON.
  static func answer<Answer: Codable & Sendable>(
    _ body: @escaping @Sendable (Call) async throws -> Answer
  ) -> Handler {
    Handler(takes: nil, answers: [.json(Answer.self)]) { call in try JSON.response(try await body(call)) }
  }

  /// Asks the question about live totals that a call is, and answers JSON with a tag.
  static func rows<Asked: RowsQuestion>(_ question: @escaping @Sendable (Call) throws -> Asked) -> Handler {
    var handler = Handler(takes: nil, answers: [.json(Asked.Answer.self)]) { call in
      try await call.services.rowsAnswers.answer(try question(call), call)
    }
    handler.isTagged = true
    return handler
  }

  /// Asks the question that a call is, and answers JSON, or its rows as a table.
  static func tables<Asked: RatedQuestion>(_ question: @escaping @Sendable (Call) throws -> Asked) -> Handler {
    var handler = Handler(takes: nil, answers: [.json(Asked.Answer.self), .csv, .lines]) { call in
      let question = try question(call)
      let format = TableFormat.of(call.query)
      if format == .json { return try await call.services.rowsAnswers.answer(question, call) }
      let table = try await call.whileWanted {
        let rows = question.rows(try await question.answer(call))
        let write: @Sendable () throws -> Response = { try format.response(rows, question.currency) }
        if rows.count <= call.services.longWork.longRows { return try write() }
        return try await call.services.longWork.run(
          turn: call.grant.turn, cost: LongWork.cost(ofRows: rows.count)
        ) { _ in try write() }
      }
      try await call.leaving()
      return table
    }
    handler.isTagged = true
    return handler
  }

  /// Takes a file of any size, which the body reads as it comes, and answers JSON.
  static func upload<Answer: Codable & Sendable>(
    _ body: @escaping @Sendable (Call) async throws -> Answer
  ) -> Handler {
    var handler = answer(body)
    handler.readsBody = true
    return handler
  }

  /// Answers a file, or a stream.
  static func file(_ answers: [Media], _ body: @escaping @Sendable (Call) async throws -> Response) -> Handler {
    Handler(takes: nil, answers: answers, run: body)
  }
}

extension Handler.Media {
  static func json(_ body: any (Decodable & Sendable).Type) -> Self { Self(type: "application/json", body: body) }
}
