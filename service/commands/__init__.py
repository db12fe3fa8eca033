"""What each command of `miedza` does; `service.cli` imports a module when its command runs."""
