"""The hosted page: what the customer's browser is shown, with a button for everything that may happen there."""

from html import escape

from tests.fakes.stripe.account import Account
from tests.fakes.stripe.objects import Told
from tests.fakes.stripe.params import No

BUTTONS = (("pay", "Pay"), ("authenticate", "Pay with 3-D Secure"), ("decline", "Pay with a card that is declined"),
           ("later", "Pays later"))
PROVING = (("pay", "Complete authentication"), ("decline", "Fail authentication"))


def draw(account: Account, page_id: str, *, said: str = "", proving: bool = False) -> str:
    told = account.page(page_id)
    if told["status"] != "open":
        return _whole(told["locale"], f'<h1>Stripe (fake)</h1><p id="said">This page is {told["status"]}.</p>{_link(told, "Back")}')
    lines = "".join(f'<li>{escape(line["price_data"]["product_data"]["name"])}: {line["price_data"]["unit_amount"] / 100:.2f}</li>'
                    for line in account.lines[told["id"]])
    buttons = "".join(f'<button name="deed" value="{deed}">{words}</button> ' for deed, words in (PROVING if proving else BUTTONS))
    return _whole(told["locale"], f'<h1>Stripe (fake)</h1><p id="total">€{told["amount_total"] / 100:.2f}</p><ul>{lines}</ul>'
                  f'<p id="said">{escape(said)}</p><form method="post">{buttons}</form>{_link(told, "Abandon")}')


def _link(told: Told, words: str) -> str:
    return f'<a id="abandon" href="{escape(told["cancel_url"])}">{words}</a>'


def _whole(language: str | None, body: str) -> str:
    return (f'<!doctype html><html lang="{language or "it"}"><head><meta charset="utf-8"><title>Stripe</title>'
            f'<link rel="icon" href="data:,"></head><body>{body}</body></html>')


def press(account: Account, page_id: str, deed: str) -> tuple[str, str]:
    """Do what the button says: (where the browser goes next, or the page shown in its place)."""
    told = account.page(page_id)
    try:
        if deed == "authenticate":
            return "", draw(account, page_id, proving=True)
        if deed == "decline":
            account.decline(page_id)
            return "", draw(account, page_id, said="Your card was declined.")
        {"pay": account.pay, "later": account.pay_later}[deed](page_id)
    except No as no:
        return "", draw(account, page_id, said=str(no))
    return str(told["success_url"]).replace("{CHECKOUT_SESSION_ID}", told["id"]), ""
