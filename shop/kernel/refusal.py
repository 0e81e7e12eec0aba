"""Decides what a refusal is: a code, its parameters, and the field it concerns."""
from typing import ClassVar


class Refusal(Exception):
    """A rule said no. `code` names the sentence `refusal.<code>`; parameters are worded by their ending (see wording).

    `field` is the form field the sentence belongs to; `status` the HTTP status when no form catches it.
    """

    code: ClassVar[str]
    field: ClassVar[str | None] = None
    status: ClassVar[int] = 409

    def __init__(self, **params: object) -> None:
        super().__init__(self.code)
        self.params = params


class NotFound(Refusal):
    """What is asked for does not exist, or not for the one who asks: the two must look the same."""

    code = "not_found"
    status = 404
