"""The filter grammar that lists, API, CLI, alerts, exports and bulk selections share.

`parser.parse` reads text, `formatting.format_filter` writes it back, `matching.matches` says what it means,
`fields.FIELDS` is the table of what can be asked. SQL compilers walk `syntax` and must agree with `matches`.
"""
