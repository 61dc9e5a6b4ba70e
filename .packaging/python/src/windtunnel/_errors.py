"""What the program's exit codes mean, as exceptions."""


class WindtunnelError(Exception):
    """The program ended with a fault; the text is what it said."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status
        """The program's exit code."""


class InputError(WindtunnelError):
    """Something that was given cannot be used: where it stands, what is wrong, and what would be right."""


class BrokenInvariant(WindtunnelError):
    """A promise of the program was broken, which is a fault of the program."""


class Interrupted(WindtunnelError):
    """The program was stopped by a signal."""


def fault(message: str, status: int) -> WindtunnelError:
    """The exception for an exit code that is not 0 and not 1."""
    if status == 2:
        return InputError(message, status)
    if status == 70:
        return BrokenInvariant(message, status)
    if status in (129, 130, 143) or status < 0:
        return Interrupted(message or f"the program was stopped by signal {abs(status) % 128}", status)
    return WindtunnelError(message or f"the program ended with {status}", status)
