"""The API of the maps as pages for people: the same answers, drawn without a script."""
