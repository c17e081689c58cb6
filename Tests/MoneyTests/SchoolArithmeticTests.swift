import Testing

/// The judge is judged by figures worked out by hand.
@Suite("Sums on paper")
struct SchoolArithmeticTests {
  @Test("Products, sums and quotients are those of a calculator")
  func figures() {
    let a = SchoolArithmetic.digits("123456789012345678901234567890")
    let b = SchoolArithmetic.digits("987654321")
    #expect(SchoolArithmetic.text(SchoolArithmetic.product(a, b)) == "121932631124828532112482853211126352690")
    #expect(SchoolArithmetic.text(SchoolArithmetic.sum(a, b)) == "123456789012345678902222222211")
    let (quotient, rest) = SchoolArithmetic.quotient(a, b)
    #expect(SchoolArithmetic.text(quotient) == "124999998873437499901")
    #expect(SchoolArithmetic.text(rest) == "574845669")
  }

  @Test(
    "Half-even on paper", arguments: [("5", "0"), ("15", "2"), ("25", "2"), ("-15", "-2"), ("-5", "0"), ("26", "3")])
  func halfEven(tenths: String, rounded: String) {
    #expect(SchoolArithmetic.halfEven(tenths, "1", by: "10") == rounded)
  }
}
