"""The client's side of the card: what a program that uses a My Number Card sends.

It knows the card from published facts and meets it only through
`harness.ports.CardConnection`.
"""
