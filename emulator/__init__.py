"""The virtual My Number Card: what a reader meets, APDU by APDU.

`iso7816` has the words of every smart card, `memory` what this one keeps without
power, `commands` what its commands do and `applets` its applications; `card` puts
them together. `issuing` makes cards, `drawer` keeps them on disk, `reader` lets
programs reach one; `timing` makes it slow and `faults` makes it go wrong.
"""
