import Earnings

/// By another name than Foundation's.
typealias EarningsDimension = Dimension
