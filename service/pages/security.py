"""How to report a weakness: the page that `security.txt` names as its policy."""

from service.pages.markup import Markup, element, join, link, prose

_REPORT = """
Thank you for looking. Tell us what you found, where, and how it can be seen again; a sketch is
enough to begin with. Write in Polish or English. Please give us time to mend it before you tell
others.
"""
_CARE = """
People can be hurt by what this service knows. Try what you found on an installation of your own
(`make run` makes one), never on the data of others here: stop as soon as you see a record that is
not public, keep no copy of it, and tell us. Please do not load the service down, and do not try to
reach the people or the places behind it.

Who acts in this spirit is thanked, not pursued, as far as it lies with us.
"""
_SCOPE = """
Of most worth: a way to learn more of an incident, a source or a sender than the policy lets
out; a way to read, change or lose reports; a way around a key or its role.
"""


def security_content(contact: str) -> Markup:
    return join(
        element("p", link("/", "Miedza")),
        element("h1", "Report a weakness"),
        prose(_REPORT),
        element("p", "Contact: ", link(contact, contact.removeprefix("mailto:"))),
        element("h2", "With care"),
        prose(_CARE),
        element("h2", "What matters most"),
        prose(_SCOPE),
        element(
            "p", "What the public may see is written in the ", link("/api/policy", "policy"), "."
        ),
    )
