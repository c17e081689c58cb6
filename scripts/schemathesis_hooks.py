"""What a schema cannot say: values with a check digit, ids in one spelling, and the token that asks. See scripts/schemathesis."""

import datetime
import os
import unicodedata

import schemathesis
from hypothesis import strategies as st


def gtin(digits: str) -> str:
    total = sum(int(d) * (3 if i % 2 == 0 else 1) for i, d in enumerate(reversed(digits)))
    return digits + str(-total % 10)


schemathesis.openapi.format("gtin", st.from_regex(r"[0-9]{11,13}", fullmatch=True).map(gtin))

letters = st.characters(codec="utf-8", exclude_characters="\0")
ids = st.text(letters, min_size=1, max_size=64).map(lambda text: unicodedata.normalize("NFC", text))
schemathesis.openapi.format("id", ids)
schemathesis.openapi.format(
    "subject", st.tuples(st.sampled_from(["artist", "label", "payee"]), ids).map(":".join))
accounts = ["estimated", "payable", "recoupable", "reserve"]
schemathesis.openapi.format("account", st.sampled_from(["cash", "fee:distribution", "fx:USD"]) | st.tuples(
    st.just("payee"), ids, st.sampled_from(accounts)).map(":".join))
schemathesis.openapi.format("moment", st.datetimes(
    datetime.datetime(1970, 1, 2), datetime.datetime(9999, 12, 30)).map(
        lambda time: time.strftime("%Y-%m-%dT%H:%M:%SZ")))

own = os.environ.get("LEDGERLINE_TOKEN_ID", "1")


@schemathesis.hook
def before_call(context, case, kwargs):
    """Whoever asks would not be answered any more once its own token is revoked."""
    if case.method == "DELETE" and case.path == "/v1/tokens/{id}" and str(case.path_parameters.get("id")) == own:
        case.path_parameters["id"] = "2147483647"
