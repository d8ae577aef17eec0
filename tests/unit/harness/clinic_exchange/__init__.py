"""The receipt computer at its folders, with a national side that answers by script."""
