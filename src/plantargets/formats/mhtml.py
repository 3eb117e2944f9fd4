"""Web archives (mht, mhtml), the "single file" of browsers: the page in them."""

from __future__ import annotations

import email
from email import policy

from plantargets.errors import PlanTargetsError


def page_of(data: bytes) -> bytes:
    r"""Return the web page of an archive: its first part of that type, in the encoding that the part has.

    Raises
    ------
    PlanTargetsError
        If there is none.

    Examples
    --------
    >>> head = b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x\n"
    >>> page_of(head + b"Content-Type: text/html\nContent-Transfer-Encoding: base64\n\nPHA+\n--x--")
    b'<p>'
    """
    message = email.message_from_bytes(data.lstrip(), policy=policy.compat32)
    for part in message.walk():
        if part.get_content_type() == "text/html":
            content = part.get_payload(decode=True)
            if isinstance(content, bytes) and content.strip():
                return content
    raise PlanTargetsError("it is a web archive without a page")
