"""マイナポータルアプリ, played by a stand-in.

The official app can be pointed at no server but its own, so every bench that talks
to another server needs this one.
"""
