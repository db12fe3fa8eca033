"""The weekly bulletin: a released week in four languages and seven formats, all from its document.

Each format is a pure function of the document of one vintage, so all of them say the same numbers.
Nothing here knows a database or HTTP. The modules load Jinja, Babel, typst and XlsxWriter, so they
are imported where a bulletin is asked for, not when a server starts.
"""
