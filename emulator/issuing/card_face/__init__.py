"""The pictures a card carries: name, address and numbers as print, and a drawn face.

Everything here draws with Pillow and is for personalisation alone: a card that only
answers commands never imports it.
"""
