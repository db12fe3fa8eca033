"""The built web client and how it is served; its source stands in `web/`."""
