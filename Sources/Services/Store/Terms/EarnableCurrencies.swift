import Ledger
import Money
import Postgres

/// Currencies in which payees can earn: an advance in another is never earned back.
package struct EarnableCurrencies {
  private let db: Connection

  package init(_ db: Connection) {
    self.db = db
  }

  /// Those of some payees and currencies in which the payee can earn nothing, in order.
  ///
  /// One can in the currency of every contract that it has a share in, ended ones included; where it is the artist of a
  /// track that no contract covers, in those of the rates; and in whatever it had royalties of, or adjustments.
  package func without(_ places: [PayeeCurrency]) throws -> [PayeeCurrency] {
    guard !places.isEmpty else { return [] }
    return try db.query(
      """
      WITH asked AS MATERIALIZED (
        SELECT DISTINCT g.payee, g.currency FROM unnest(
          \(.texts(places.map(\.payee))), \(.texts(places.map(\.currency.code)))) AS g (payee, currency)),
      newest AS MATERIALIZED (
        SELECT DISTINCT ON (contract) contract, version, currency, scope_kind, scope_id FROM contracts
        ORDER BY contract, version DESC),
      theirs AS MATERIALIZED (
        SELECT a.party, t.isrc, b.gtin, a.id AS artist, l.id AS label FROM artists a
        JOIN tracks t USING (artist_id) JOIN albums b USING (album_id) JOIN labels l USING (label_id)
        WHERE a.party = ANY(\(.texts(places.map(\.payee))))),
      covered AS MATERIALIZED (
        SELECT t.party, t.isrc, n.contract, n.version, n.currency FROM theirs t JOIN newest n
          ON (n.scope_kind, n.scope_id) IN (
            ('track', t.isrc), ('album', t.gtin), ('artist', t.artist), ('label', t.label)))
      SELECT payee, currency FROM asked
      EXCEPT SELECT s.payee, n.currency FROM newest n JOIN contract_shares s USING (contract, version)
      EXCEPT SELECT c.party, c.currency FROM covered c JOIN contract_shares s USING (contract, version)
        WHERE s.payee = '@artist'
      EXCEPT SELECT free.party, q.currency
        FROM (SELECT party, isrc FROM theirs EXCEPT SELECT party, isrc FROM covered) free
        CROSS JOIN (SELECT DISTINCT currency FROM rate_quotes) q
      EXCEPT SELECT a.payee, a.currency FROM asked a
        JOIN ledger_entries e ON e.account = 'payee:' || a.payee || ':estimated' AND e.currency = a.currency
      ORDER BY 1, 2
      """
    ).map { PayeeCurrency(payee: $0.text(0), currency: Currency($0.text(1))!) }
  }
}
