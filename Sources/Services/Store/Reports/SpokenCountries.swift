import Postgres

/// Condition of SQL on a country of which a list speaks: it is in it, or `WW` is, which is every country but `ZZ`.
enum SpokenCountries {
  static func has(_ list: SQL, _ country: SQL) -> SQL {
    "(\(country) = ANY (\(list)) OR 'WW' = ANY (\(list)) AND \(country) <> 'ZZ')"
  }
}
