"""The charts of a bulletin as SVG, the same for the page and the PDF."""
