"""The parts of a bulletin, from the headline to the method; each is a function of the document."""
