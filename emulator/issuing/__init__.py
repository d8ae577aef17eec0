"""Making a card for a persona, and telling who issued it and how old it is.

A card that only answers commands never imports it.
"""
