/// Number of the first places, of so many in order, for which something holds: found by bisection.
///
/// - Parameter holds: true up to some place, and false from there on.
@inline(__always)
func bisected(_ count: Int, _ holds: (_ place: Int) -> Bool) -> Int {
  var (low, high) = (0, count)
  while low < high {
    let middle = (low + high) / 2
    if holds(middle) { low = middle + 1 } else { high = middle }
  }
  return low
}
