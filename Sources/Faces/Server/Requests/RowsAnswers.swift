import Answers
import Earnings
import Hummingbird
import Live
import Plays
import Postgres
import Store

/// Answers to questions about rows of the totals: kept while they hold, computed here where that is short, and on threads of
/// their own where it is long.
struct RowsAnswers: Sendable {
  let book: LiveBook
  let longWork: LongWork
  let kept = KeptAnswers()
  private let freshness = LastFreshness()
  private let reports = KeptReports()
  private let shared = SharedComputation<KeptAnswers.Key, AnswerVersion, Computed?>()

  /// An answer, and the state of the totals that it was computed from.
  private struct Computed: Sendable {
    let answer: KeptAnswer
    let state: LiveBook.State
  }

  /// Outcome of a short computation.
  private enum Outcome {
    case computed(Computed)
    /// Rows whose writing is long.
    case rows(Priced<[EarningsRow]>, AnswerVersion, LiveBook.State)
    /// The totals are not in memory.
    case notHere
  }

  init(_ book: LiveBook, _ longWork: LongWork) {
    self.book = book
    self.longWork = longWork
  }

  /// The answer to a request that was answered before, where all that it depends on is as it was.
  ///
  /// - Parameter request: of a caller who may ask it.
  func kept(_ request: Request, _ grant: Access.Grant) -> Response? {
    guard let answer = kept[KeptAnswers.Key(target: request.uri.string, view: grant.view)], answer.day == .today else {
      return nil
    }
    let state = book.read { $0.version(of: answer.query) == answer.version ? $0.state : nil }
    return state.map { response(answer, $0, request) }
  }

  func answer<Asked: RowsQuestion>(_ question: Asked, _ call: Call) async throws -> Response {
    let day = Day.today
    let query = try await question.query(call)
    let key = KeptAnswers.Key(target: call.request.uri.string, view: call.grant.view)
    let (cost, version, mark) = book.read { ($0.cost(of: query), $0.version(of: query), $0.reports) }
    let reported = question.hasReported ? try await reported(query, mark, call) : nil
    let computed: Computed?
    if cost <= longWork.longCost {
      switch try short(question, query, day, reported) {
      case .computed(let short): computed = short
      case .notHere: computed = nil
      case .rows(let read, let version, let state):
        let rows = read.value.count + (reported?.rows.count ?? 0)
        computed = try await long(key, version, LongWork.cost(ofRows: rows), call) { _ in
          Computed(answer: KeptAnswer(query, version, on: day, try question.text(query, read)), state: state)
        }
      }
    } else {
      computed = try await long(key, version, cost, call) { [book] isWanted in
        try book.read { contents in
          let version = contents.version(of: query)
          guard let rows = try contents.rows(query, question.leading, isWanted) else { return nil }
          let text = try question.text(query, contents.priced(rows).beside(reported))
          return Computed(answer: KeptAnswer(query, version, on: day, text), state: contents.state)
        }
      }
    }
    guard let computed else { return try await stored(question, query, reported, call) }
    // Where other reports count since, the next one asks for them.
    if book.read(\.reports) == mark { kept.keep(computed.answer, key) }
    return response(computed.answer, computed.state, call.request)
  }

  /// Figures of accepted reports beside the answer: kept, or asked of the database.
  ///
  /// - Parameter mark: of the reports that count; 0 while none was ever accepted.
  private func reported(_ query: EarningsQuery, _ mark: Int32, _ call: Call) async throws -> ReportedEarnings? {
    guard mark != 0 else { return nil }
    if let kept = reports.find(query, mark: mark) { return kept }
    let read = try await call.whileWanted {
      try await call.services.connections[.figure].withConnection(turn: call.grant.turn) {
        try ReportedEarningsStore($0).rows(query)
      }
    }
    reports.keep(read, query, mark: mark)
    return read
  }

  private func short<Asked: RowsQuestion>(
    _ question: Asked, _ query: EarningsQuery, _ day: Day, _ reported: ReportedEarnings?
  ) throws -> Outcome {
    try book.read { contents in
      guard let rows = try contents.rows(query, question.leading, { true }) else { return .notHere }
      let (read, version) = (contents.priced(rows).beside(reported), contents.version(of: query))
      guard rows.count + (reported?.rows.count ?? 0) <= longWork.longRows else {
        return .rows(read, version, contents.state)
      }
      let answer = KeptAnswer(query, version, on: day, try question.text(query, read))
      return .computed(Computed(answer: answer, state: contents.state))
    }
  }

  /// Those who ask the same of the same totals share one computation.
  private func long(
    _ key: KeptAnswers.Key, _ version: AnswerVersion, _ cost: Int, _ call: Call,
    _ body: @escaping @Sendable (_ isWanted: () -> Bool) throws -> Computed?
  ) async throws -> Computed? {
    let (shared, longWork, turn) = (shared, longWork, call.grant.turn)
    return try await call.whileWanted {
      try await shared.value(key, mark: version) { try await longWork.run(turn: turn, cost: cost, body) }
    }
  }

  /// The answer of the database, where the totals are too many for memory.
  private func stored<Asked: RowsQuestion>(
    _ question: Asked, _ query: EarningsQuery, _ reported: ReportedEarnings?, _ call: Call
  ) async throws -> Response {
    let (longWork, turn) = (longWork, call.grant.turn)
    let (text, written) = try await call.whileWanted {
      let read = try await call.totals.rows(query).beside(reported)
      let written = WrittenFreshness(read.freshness)
      if read.value.count <= longWork.longRows { return (try question.text(query, read), written) }
      let cost = LongWork.cost(ofRows: read.value.count)
      return (try await longWork.run(turn: turn, cost: cost) { _ in try question.text(query, read) }, written)
    }
    return TaggedResponse.make(text, tag: KeptAnswer.tag(text.bytes), written, for: call.request)
  }

  private func response(_ answer: KeptAnswer, _ state: LiveBook.State, _ request: Request) -> Response {
    TaggedResponse.make(answer.text, tag: answer.tag, freshness.written(state), for: request)
  }
}

extension LiveBook.Contents {
  /// Rows of a query; of a ranking those among which the first are.
  fileprivate func rows(
    _ query: EarningsQuery, _ leading: Leading?, _ isWanted: () -> Bool
  ) throws -> [EarningsRow]? {
    guard let leading else { return try rows(query, isWanted: isWanted) }
    return try leaders(query, limit: leading.limit, in: leading.currency, isWanted: isWanted)
  }
}
