"""The virtual My Number Card: what a reader meets, APDU by APDU."""
