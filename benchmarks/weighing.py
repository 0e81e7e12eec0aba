"""What a first visit of the catalogue carries over the wire: the page and all it asks for, pictures left out."""
import re

from benchmarks.asking import Answer, Asker

ASKED = re.compile(r'<(?:link rel="(?:stylesheet|icon)"|script|img|use)[^>]*?\b(?:href|src)="(/[^"#]+)')


def weigh(port: int, path: str = "/it/menu") -> tuple[int, list[tuple[str, int]]]:
    """(bytes with their headers, each request with its bytes)."""
    asker = Asker(port)
    page = asker.ask(path, Accept_Encoding="br")
    plain = asker.ask(path).text
    found = [(path, _size(page))]
    for address in dict.fromkeys(ASKED.findall(plain)):
        if not address.startswith("/pictures/"):
            found.append((address, _size(asker.ask(address, Accept_Encoding="br"))))
    asker.close()
    return sum(size for _, size in found), found


def _size(answer: Answer) -> int:
    assert answer.status == 200, answer.status
    return len(answer.head) + 4 + len(answer.body)
