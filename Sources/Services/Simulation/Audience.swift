/// Audience by place and time: weights by country, with the hours of the day in its own time.
struct Audience: Sendable {
  private struct Place {
    let code: String
    let name: String
    let weight: Double
    /// Hours east of UTC, roughly: a country with many zones has its middle.
    let offset: Int
  }

  private static let places: [Place] = [
    ("US", "United States", 24, -6), ("GB", "United Kingdom", 8, 0), ("DE", "Germany", 7.5, 1), ("BR", "Brazil", 6, -3),
    ("MX", "Mexico", 5.5, -6), ("FR", "France", 5, 1), ("ES", "Spain", 3.5, 1), ("IT", "Italy", 3.5, 1),
    ("CA", "Canada", 3.5, -5), ("AU", "Australia", 3, 10), ("JP", "Japan", 4, 9), ("IN", "India", 6, 5),
    ("NL", "Netherlands", 2.4, 1), ("SE", "Sweden", 2.3, 1), ("NO", "Norway", 1.4, 1), ("DK", "Denmark", 1.3, 1),
    ("FI", "Finland", 1.1, 2), ("PL", "Poland", 2.2, 1), ("TR", "Turkey", 2.4, 3), ("AR", "Argentina", 2.1, -3),
    ("CL", "Chile", 1.5, -4), ("CO", "Colombia", 1.6, -5), ("PT", "Portugal", 0.9, 0), ("CH", "Switzerland", 1.2, 1),
    ("AT", "Austria", 1, 1), ("BE", "Belgium", 1, 1), ("IE", "Ireland", 0.9, 0), ("ZA", "South Africa", 0.9, 2),
    ("KR", "South Korea", 1.6, 9), ("ID", "Indonesia", 2.2, 7), ("PH", "Philippines", 2, 8),
    ("NZ", "New Zealand", 0.7, 12),
    ("IS", "Iceland", 0.2, 0), ("GR", "Greece", 0.6, 2), ("CZ", "Czech Republic", 0.7, 1), ("EG", "Egypt", 0.7, 2),
    ("NG", "Nigeria", 0.7, 1), ("SG", "Singapore", 0.6, 8), ("HK", "Hong Kong", 0.5, 8),
    ("AE", "United Arab Emirates", 0.5, 4),
  ].map { Place(code: $0.0, name: $0.1, weight: $0.2, offset: $0.3) }

  /// Listening in each hour of a day: little at night, most in the evening.
  private static let rhythm: [Double] = [
    0.45, 0.3, 0.22, 0.18, 0.18, 0.25, 0.5, 0.85, 1.05, 1.05, 1.05, 1.1, 1.15, 1.15, 1.15, 1.2, 1.3, 1.45, 1.5, 1.45,
    1.35, 1.2, 0.95, 0.7,
  ]

  private let byHour: [WeightedChoice]

  init() {
    byHour = (0..<24).map { hour in
      WeightedChoice(Self.places.map { $0.weight * Self.rhythm[(hour + $0.offset + 24) % 24] })
    }
  }

  /// Listening in an hour of the UTC day, all countries together; 1 is the mean.
  static func volume(hour: Int) -> Double {
    let total = places.reduce(0) { $0 + $1.weight }
    let mean = rhythm.reduce(0, +) / 24
    return places.reduce(0) { $0 + $1.weight * rhythm[(hour + $1.offset + 24) % 24] } / total / mean
  }

  func country(hour: Int, _ generator: inout SeededGenerator) -> (code: String, name: String) {
    let place = Self.places[byHour[hour].pick(&generator)]
    return (place.code, place.name)
  }
}
