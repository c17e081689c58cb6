"""What a pattern cannot say: values with a check digit. See scripts/schemathesis."""

import schemathesis
from hypothesis import strategies as st


def gtin(digits: str) -> str:
    total = sum(int(d) * (3 if i % 2 == 0 else 1) for i, d in enumerate(reversed(digits)))
    return digits + str(-total % 10)


schemathesis.openapi.format("gtin", st.from_regex(r"[0-9]{11,13}", fullmatch=True).map(gtin))
